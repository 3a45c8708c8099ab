"""What lies in a letter: upward a question with all that is unsent, downward the answers to it."""

import hashlib
from typing import NamedTuple

import msgspec

from sync.frame import answer_holds
from sync.message import Answer, Ask, Certificate, Proof, Refusal
from sync.parcel import unpack

UP, DOWN = "up", "down"
PART_BYTES = 4 * 1024 * 1024
"""Bytes of payload in one letter, packed some 600 KB; a letter stays below the limit of a message."""
NEWS_DAYS = 30
"""So long what the gateway hands out on a stick may be taken in; what a station writes is good for ever."""
_SIGNATURE = 64


class Upward(msgspec.Struct, omit_defaults=True):
    """The question that the station would ask over a line, with as many envelopes as the part holds; and the
    certificates of all its names, for a letter cannot ask which of them are known."""

    ask: Ask
    names: list[Certificate] = []


class Downward(msgspec.Struct, omit_defaults=True):
    """`asked` is the hash of the content that is answered. `pages` are signed as frames of version 2, in the
    order of their cursors, the first of them from cursor `since` on; `formers` answer earlier names of the
    PC, for their receipts. A `refusal` tells why there are none."""

    asked: bytes
    since: int = 0
    pages: list[bytes] = []
    formers: list[bytes] = []
    refusal: Refusal | None = None


class Page(NamedTuple):
    """An answer that has been believed, and the cursor it goes on from."""

    since: int
    answer: Answer


def asked_hash(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def pages(downward: Downward, gateway_key: bytes) -> list[Page] | None:
    """The answers with the proofs of their receipts; None where one was not given by this gateway."""
    answers = [_believed(downward, frame, gateway_key) for frame in downward.pages]
    found = [answer for answer in answers if answer is not None]
    starts = [downward.since, *(answer.cursor for answer in found)]
    return list(map(Page, starts, found)) if len(found) == len(answers) else None


def of_formers(downward: Downward, gateway_key: bytes) -> list[Answer]:
    answers = [_believed(downward, frame, gateway_key) for frame in downward.formers]
    return [answer for answer in answers if answer is not None]


def _believed(downward: Downward, frame: bytes, gateway_key: bytes) -> Answer | None:
    packed = frame[_SIGNATURE:]
    answer = unpack(packed, Answer)
    proof = Proof(downward.asked, hashlib.sha256(packed).digest(), frame[:_SIGNATURE])
    if not answer_holds(proof, gateway_key, answer.receipt):
        return None
    return msgspec.structs.replace(answer, proof=proof)
