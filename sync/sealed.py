"""Values that only the holders of a key can read, and yet merge like any other: sealed, equal where equal.

PROTOCOL.md §21. A value is sealed under its record's key with AES-SIV (RFC 5297): the same value of the same
field gives the same text on every PC. The record's key is sealed to a station's key with HPKE (RFC 9180)."""

import base64
import binascii
import hashlib
import json
import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from sync.change import Key, Value
from sync.merge import State
from sync.policy import SEAL

MARK = "\ue5ea"
"""How every sealed text begins: a character that Unicode gives to nobody and no keyboard types."""
KEY_BYTES = 32
_VALUE, _WRAPPED, _LETTER = "1", "k", "t"
_BLOCK = 32
"""Texts are filled up to so many bytes: the length of a label must not tell which one it is."""
_NAME, _PUBLIC_NAME = 4, 8
_HPKE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)

Ring = Mapping[bytes, bytes]
"""Name of a public key → the private key."""


class Unopened(Exception):
    """A sealed text that none of the keys at hand opens; `needed` names the public key it was sealed to."""

    def __init__(self, needed: bytes = b"") -> None:
        super().__init__("no key at hand opens this")
        self.needed = needed


def is_sealed(value: Value) -> bool:
    return type(value) is str and value[:1] == MARK


def holds(state: State) -> bool:
    """Is anything of the record sealed? Then no column shows anything of it: it is sealed whole."""
    if state.once:
        return any(is_sealed(value) and name[:5] != SEAL for name, value in state.once[1].items())
    return any(
        is_sealed(value) and name[:5] != SEAL
        for name, register in state.fields.items()
        for value in register.values()
    )


def new_record_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def key_field(record_key: bytes) -> str:
    """The pseudo-field under which a record keeps this key."""
    return SEAL + _name(record_key).hex()


def seal_value(record_key: bytes, key: Key, field: str, value: Value) -> str:
    """Bound to entity, record and field: moved anywhere else, it opens no more."""
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\x80"
    plain += bytes(-len(plain) % _BLOCK)
    sealed = AESSIV(record_key).encrypt(plain, [part.encode() for part in (*key, field)])
    return _text(_VALUE, _name(record_key) + sealed)


def open_value(record_keys: Mapping[str, bytes], key: Key, field: str, text: str) -> Value:
    """`record_keys`: pseudo-field → key. Raises Unopened."""
    raw = _raw(_VALUE, text)
    record_key = record_keys.get(SEAL + raw[:_NAME].hex())
    if record_key is None:
        raise Unopened
    try:
        plain = AESSIV(record_key).decrypt(raw[_NAME:], [part.encode() for part in (*key, field)])
    except InvalidTag as error:
        raise Unopened from error
    value: Value = json.loads(plain.rstrip(b"\0")[:-1])
    return value


def new_private() -> bytes:
    """The private half of a seal key."""
    return X25519PrivateKey.generate().private_bytes_raw()


def public_of(private: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def public_name(public: bytes) -> bytes:
    return hashlib.sha256(b"tram-seal-public\0" + public).digest()[:_PUBLIC_NAME]


def ring_of(*privates: bytes) -> dict[bytes, bytes]:
    return {public_name(public_of(private)): private for private in privates}


def wrap(public: bytes, key: Key, record_key: bytes) -> str:
    """A record's key for whoever holds the private half of `public`."""
    return _text(_WRAPPED, _encrypted(public, record_key, "record", *key))


def unwrap(ring: Ring, key: Key, text: str) -> bytes:
    return _decrypted(ring, _raw(_WRAPPED, text), "record", *key)


def seal_letter(public: bytes, purpose: str, text: str) -> str:
    """A text for the holders of a seal key, where no record's key is at hand or none belongs to it."""
    plain = text.encode() + b"\x80"
    return _text(_LETTER, _encrypted(public, plain + bytes(-len(plain) % _BLOCK), purpose))


def open_letter(ring: Ring, purpose: str, text: str) -> str:
    return _decrypted(ring, _raw(_LETTER, text), purpose).rstrip(b"\0")[:-1].decode()


def is_letter(text: Value) -> bool:
    return type(text) is str and text[:2] == MARK + _LETTER


def grant(public: bytes, private: bytes) -> str:
    """One private seal key for the holder of another: base64, no sealed value."""
    return base64.b64encode(_encrypted(public, private, "grant")).decode()


def granted(ring: Ring, text: str) -> bytes:
    """The private key in a grant. Raises Unopened where it is not for us or no grant."""
    try:
        private = _decrypted(ring, base64.b64decode(text, validate=True), "grant")
    except (binascii.Error, ValueError) as error:
        raise Unopened from error
    if len(private) != KEY_BYTES:
        raise Unopened
    return private


def vouch(private: bytes, public: bytes) -> str:
    """Who holds a seal key vouches for the one that follows it; told by all who hold the former."""
    return hashlib.blake2b(b"tram-seal-vouch\0" + public, key=private, digest_size=32).hexdigest()


def _name(record_key: bytes) -> bytes:
    return hashlib.sha256(b"tram-seal-record\0" + record_key).digest()[:_NAME]


def _text(kind: str, raw: bytes) -> str:
    return MARK + kind + base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _raw(kind: str, text: str) -> bytes:
    if text[:2] != MARK + kind:
        raise Unopened
    try:
        raw = base64.b64decode(text[2:] + "=" * (-(len(text) - 2) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unopened from error
    if _text(kind, raw) != text:
        raise Unopened  # one value has one text
    return raw


def _encrypted(public: bytes, plain: bytes, *info: str) -> bytes:
    sealed = _HPKE.encrypt(plain, X25519PublicKey.from_public_bytes(public), info=_info(*info))
    return public_name(public) + sealed


def _decrypted(ring: Ring, raw: bytes, *info: str) -> bytes:
    name = raw[:_PUBLIC_NAME]
    private = ring.get(name)
    if private is None:
        raise Unopened(name)
    try:
        key = X25519PrivateKey.from_private_bytes(private)
        return _HPKE.decrypt(raw[_PUBLIC_NAME:], key, info=_info(*info))
    except (InvalidTag, ValueError) as error:
        raise Unopened(name) from error


def _info(*info: str) -> bytes:
    return b"\0".join(part.encode() for part in ("tram-seal-1", *info))
