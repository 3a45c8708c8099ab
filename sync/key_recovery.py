"""A forgotten last password and a province that can help: two small files, carried by hand, no line needed.

The station asks with what its slot file holds for the province, and a public key made for this one question;
the province opens that with its private key and seals the keys for the question's. Whoever intercepts either
file reads nothing. Both ends show a mark of the question, to be compared by telephone: a question exchanged
on its way has another."""

import hashlib
import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

QUESTION, ANSWER = "tram-recovery-question", "tram-recovery-answer"
MOST_BYTES = 64 * 1024
_FORMAT = 1
_HPKE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Unreadable(Exception):
    """Not such a file, or damaged."""


class NotOurs(Exception):
    """Sealed for another key, or another question's answer."""


@dataclass(frozen=True, slots=True)
class Question:
    """`data` and `seal`: what lies in the province's slot, by the key it is of, as base64."""

    vault: str
    station_code: str
    station: str
    asked: str
    public: str
    data: dict[str, str]
    seal: dict[str, str]

    def encoded(self) -> bytes:
        return _file(QUESTION, vars_of(self))

    @property
    def mark(self) -> str:
        """As both read it out."""
        number = int.from_bytes(hashlib.sha256(self.encoded()).digest()[:8], "big") >> 4
        signs = "".join(_SIGNS[number >> 5 * place & 31] for place in range(12))
        return "-".join(signs[start : start + 4] for start in (0, 4, 8))


@dataclass(frozen=True, slots=True)
class Given:
    """The keys themselves: `data` by the check they are known by, `seal` where the province holds it."""

    data: dict[str, bytes]
    seal: bytes | None


def vars_of(question: Question) -> dict[str, Any]:
    return {name: getattr(question, name) for name in Question.__slots__}


def read_question(content: bytes) -> Question:
    """Raises Unreadable."""
    body = _body(QUESTION, content)
    try:
        question = Question(**{name: body[name] for name in Question.__slots__})
        if not all(isinstance(getattr(question, name), str) for name in Question.__slots__[:5]):
            raise TypeError
        if not all(_all_text(sealed) for sealed in (question.data, question.seal)):
            raise TypeError
        X25519PublicKey.from_public_bytes(b64decode(question.public, validate=True))
    except (LookupError, TypeError, ValueError) as error:
        raise Unreadable from error
    return question


def answer(question: Question, private_key: bytes) -> bytes:
    """The province's end. Raises NotOurs where its key opens nothing of the question."""
    holder = X25519PrivateKey.from_private_bytes(private_key)
    place = f"province {question.station_code}"
    data, seal = {}, None
    for check, sealed in question.data.items():
        old = f"tram vault province {question.vault} {question.station_code}"
        context = f"tram vault {question.vault} data {place} {check}" if check else old
        if key := _opened(sealed, holder, context):
            data[check] = _text(key)
    for public, sealed in question.seal.items():
        if key := _opened(sealed, holder, f"tram vault {question.vault} seal {place} {public}"):
            seal = _text(key)
    if not data:
        raise NotOurs
    content = json.dumps({"data": data, "seal": seal}).encode()
    recipient = X25519PublicKey.from_public_bytes(b64decode(question.public))
    box = _HPKE.encrypt(content, recipient, info=_context(question.vault, question.public))
    facts = {"vault": question.vault, "station_code": question.station_code, "to": question.public}
    return _file(ANSWER, {**facts, "sealed": _text(box)})


def take_answer(content: bytes, vault: str, private: bytes) -> Given:
    """The station's end. Raises Unreadable, or NotOurs for an answer to another question."""
    body = _body(ANSWER, content)
    holder = X25519PrivateKey.from_private_bytes(private)
    public = _text(holder.public_key().public_bytes_raw())
    try:
        if (body["vault"], body["to"]) != (vault, public):
            raise NotOurs
        opened = _opened(body["sealed"], holder, _context(vault, public).decode())
        if opened is None:
            raise NotOurs
        given = json.loads(opened)
        seal = given["seal"]
        data = {str(check): b64decode(key) for check, key in given["data"].items()}
        return Given(data, b64decode(seal) if seal else None)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable from error


def _context(vault: str, public: str) -> bytes:
    return f"tram vault recovery {vault} {public}".encode()


def _opened(sealed: str, holder: X25519PrivateKey, context: str) -> bytes | None:
    try:
        return _HPKE.decrypt(b64decode(sealed), holder, info=context.encode())
    except (InvalidTag, ValueError):
        return None


def _file(kind: str, facts: dict[str, Any]) -> bytes:
    body = {"kind": kind, "format": _FORMAT, **facts}
    return json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _body(kind: str, content: bytes) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        raise Unreadable
    try:
        body = json.loads(content)
        if body["kind"] != kind or body["format"] != _FORMAT:
            raise Unreadable
    except (LookupError, TypeError, ValueError, RecursionError) as error:
        raise Unreadable from error
    return dict(body)


def _all_text(sealed: object) -> bool:
    return isinstance(sealed, dict) and all(
        isinstance(name, str) and isinstance(value, str) for name, value in sealed.items()
    )


def _text(content: bytes) -> str:
    return b64encode(content).decode("ascii")
