"""Frames of version 2: a question is bound to its address, an answer to its question and its receipt."""

import hashlib
from typing import NamedTuple

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.change import Malformed
from sync.digest import overall
from sync.message import Proof, Receipt

_ASK = b"tram-ask-2\0"
_ANSWER = b"tram-answer-2\0"
_NAME, _SIGNATURE = 10, 64
HEAD = _NAME + _SIGNATURE
"""Bytes of a question before what is packed."""

ID = slice(_NAME, _NAME + 6)
"""What of a question names it while only its beginning has arrived: the first bytes of its signature."""

_canonical = msgspec.json.Encoder(order="sorted")


class Question(NamedTuple):
    device: str
    signature: bytes
    packed: bytes


def seal_question(path: str, packed: bytes, device: str, key: Ed25519PrivateKey) -> bytes:
    return device.encode() + key.sign(_asked(path, packed)) + packed


def split_question(frame: bytes) -> Question:
    """Nothing of it is believed yet."""
    name = frame[:_NAME]
    if len(frame) <= HEAD or not name.isascii():
        raise Malformed("frame")
    return Question(name.decode(), frame[_NAME:HEAD], frame[HEAD:])


def question_is_from(path: str, question: Question, public_key: bytes) -> bool:
    return _holds(_asked(path, question.packed), question.signature, public_key)


def seal_answer(
    packed: bytes, question: bytes, key: Ed25519PrivateKey, receipt: Receipt | None = None
) -> bytes:
    """`question` is the whole frame that is answered; the receipt is signed whole, whatever of it travels."""
    return key.sign(_answered(_hash(question), _hash(packed), receipt)) + packed


def split_answer(frame: bytes, question: bytes) -> tuple[bytes, Proof]:
    """What is packed, and what is left to prove. Nothing of it is believed yet."""
    if len(frame) <= _SIGNATURE:
        raise Malformed("frame")
    packed = frame[_SIGNATURE:]
    return packed, Proof(_hash(question), _hash(packed), frame[:_SIGNATURE])


def answer_holds(proof: Proof, gateway_key: bytes, receipt: Receipt | None = None) -> bool:
    return _holds(_answered(proof.ask, proof.packed, receipt), proof.signature, gateway_key)


def verify_receipt(gateway_key: bytes, receipt: Receipt, proof: Proof) -> bool:
    """Did this gateway give this receipt? Its digests are proved by their common word."""
    if receipt.digests and overall(receipt.digests) != receipt.word:
        return False
    return answer_holds(proof, gateway_key, receipt)


def _asked(path: str, packed: bytes) -> bytes:
    return _ASK + path.encode() + b"\0" + packed


def _answered(asked: bytes, packed: bytes, receipt: Receipt | None) -> bytes:
    return _ANSWER + asked + packed + (b"" if receipt is None else canonical(receipt))


def canonical(receipt: Receipt) -> bytes:
    """The receipt as it is signed: its keys sorted, `word` standing for the digests."""
    return _canonical.encode(msgspec.structs.replace(receipt, digests={}))


def _hash(frame: bytes) -> bytes:
    return hashlib.sha256(frame).digest()


def _holds(signed: bytes, signature: bytes, public_key: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, signed)
    except (InvalidSignature, ValueError):
        return False
    return True
