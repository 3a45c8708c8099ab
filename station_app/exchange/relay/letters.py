"""Questions and replies on the local network: letters as on a stick, so that nothing is read on the way."""

from dataclasses import dataclass

import msgspec

from station_app.common.days import to_instant
from station_app.exchange.relay import books
from station_app.store.database import Database
from sync.bundle import VERSION, Header, Unreadable, read, seal, tampered, unseal
from sync.bundle_content import asked_hash
from sync.change import Malformed
from sync.envelope import signing_key
from sync.lan import ANSWER, ASK, Question, Reply
from sync.parcel import Message, pack, unpack


@dataclass(frozen=True, slots=True)
class Opened:
    """A letter of a paired PC; `content` is what a reply refers to."""

    peer: books.Peer
    content: bytes


def write(database: Database, peer: books.Peer, kind: str, message: msgspec.Struct) -> tuple[bytes, bytes]:
    """The letter, and the content that its answer must name."""
    with database.reading() as session:
        _, secret, _ = books.own(database.raw(session))
    header = Header(VERSION, kind, "", b"", "", "", 1, 1, 0, to_instant(database.clock.now()))
    content = pack(message)
    return seal(header, content, signing_key(secret), peer.public_key), content


def open_letter(database: Database, raw: bytes, kind: str) -> Opened:
    """Raises Unreadable; who is not paired is a stranger, whatever he knows."""
    letter = read(raw)
    with database.reading() as session:
        connection = database.raw(session)
        _, secret, _ = books.own(connection)
        peer = books.peer(connection, letter.header.sender)
    if letter.header.kind != kind:
        raise tampered()
    if peer is None or peer.public_key != letter.header.key:
        raise Unreadable("stranger", "Máy này chưa ghép đôi với máy hỏi.")
    return Opened(peer, unseal(letter, signing_key(secret)))


def question(content: bytes) -> Question:
    return message(content, Question)


def message(content: bytes, kind: type[Message]) -> Message:
    try:
        return unpack(content, kind)
    except Malformed as error:
        raise tampered() from error


def reply_to(content: bytes, answer: msgspec.Struct) -> Reply:
    return Reply(asked_hash(content), pack(answer))


def refusal_of(content: bytes, code: str, words: str) -> Reply:
    return Reply(asked_hash(content), code=code, refusal=words)


def answers(reply: Reply, content: bytes) -> bool:
    return reply.asked == asked_hash(content)


__all__ = [
    "ANSWER",
    "ASK",
    "Opened",
    "answers",
    "message",
    "open_letter",
    "question",
    "refusal_of",
    "reply_to",
    "write",
]
