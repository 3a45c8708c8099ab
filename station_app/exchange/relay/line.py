"""A paired PC as a line: sealed letters over plain HTTP; nobody else can read or change what is in them."""

import http.client
from typing import cast

import msgspec

from station_app.exchange.relay import books, letters
from station_app.store.database import Database
from sync.bundle import LIMIT, Unreadable
from sync.lan import ANSWER, ASK, Question, Reply
from sync.message import Answer, Ask
from sync.parcel import Message, pack
from sync.round import Broken, Line, Turned

CONNECT_SECONDS = 5
STALL_SECONDS = 30
LETTERS, PAIRING = "/lan", "/lan/pair"


def post(address: str, path: str, body: bytes) -> bytes:
    """Raises Broken; a refusal that could not be sealed is Turned."""
    host, _, port = address.rpartition(":")
    try:
        connection = http.client.HTTPConnection(host.strip("[]"), int(port), timeout=CONNECT_SECONDS)
        try:
            connection.connect()
            connection.sock.settimeout(STALL_SECONDS)
            connection.request("POST", path, body)
            response = connection.getresponse()
            answer = response.read(LIMIT)
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Broken(type(error).__name__) from error
    if response.status == 403:
        raise Turned("stranger", answer.decode("utf-8", "replace")[:300])
    if response.status != 200:
        raise Broken(f"HTTP {response.status}")
    return answer


class LanLine:
    """Implements `round.Line` as far as comparing needs it; the province's exchange is not spoken here."""

    def __init__(self, database: Database, peer: books.Peer) -> None:
        self._database, self._peer = database, peer

    def exchange(self, ask: Ask) -> Answer:
        raise Broken("a relay is not the province")

    def call(self, path: str, message: msgspec.Struct, kind: type[Message]) -> Message:
        sealed, content = letters.write(self._database, self._peer, ASK, Question(path, pack(message)))
        answer = post(self._peer.address, LETTERS, sealed)
        try:
            opened = letters.open_letter(self._database, answer, ANSWER)
            reply = letters.message(opened.content, Reply)
            if opened.peer.device != self._peer.device or not letters.answers(reply, content):
                raise Broken("not the answer to this question")
            if reply.refusal:
                raise Turned(reply.code, reply.refusal)
            return letters.message(reply.body, kind)
        except Unreadable as error:
            raise Broken(error.code) from error

    def speaking_as(self, device: str, key: bytes) -> Line | None:
        return cast("Line", self)
