"""Signed envelopes: consecutive transactions of one device, chained and relayed verbatim by any carrier."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.change import Malformed, Transaction
from sync.codec import decode

LIMIT = 64 * 1024
"""Bytes of payload in one envelope; only a flagged import may be larger."""
START = bytes(32)
"""The chain before the first transaction of a device."""
_CONTEXT = b"tram-envelope-1\0"


def device_id(public_key: bytes) -> str:
    """A device is named after its key: 10 base32 letters of its SHA-256; nobody can pose as another."""
    return base64.b32encode(hashlib.sha256(public_key).digest())[:10].decode().lower()


def new_device() -> tuple[str, bytes]:
    """The name and the private key of a new device."""
    key = Ed25519PrivateKey.generate()
    return device_id(key.public_key().public_bytes_raw()), key.private_bytes_raw()


def signing_key(raw: bytes) -> Ed25519PrivateKey:
    """The key as it is kept in the encrypted file, ready to sign."""
    return Ed25519PrivateKey.from_private_bytes(raw)


def link(head: bytes, payload_hash: bytes) -> bytes:
    """h(seq) = H(h(seq-1), H(payload)): a payload may be erased by law and the chain still verifies."""
    return hashlib.sha256(head + payload_hash).digest()


def payload_hash(payload: bytes) -> bytes:
    return hashlib.sha256(payload).digest()


@dataclass(frozen=True, slots=True)
class Envelope:
    """`payloads[i]` is transaction `first + i`; `prior` is the chain before it, `head` after the last."""

    device: str
    first: int
    prior: bytes
    head: bytes
    payloads: tuple[bytes, ...]
    signature: bytes

    @property
    def last(self) -> int:
        return self.first + len(self.payloads) - 1

    def transactions(self, stamp: int | None = None) -> list[Transaction]:
        """Raises Malformed where a payload is not what it claims to be."""
        decoded = [decode(self.device, payload, stamp) for payload in self.payloads]
        if [transaction.seq for transaction in decoded] != list(range(self.first, self.last + 1)):
            raise Malformed("sequence")
        return decoded


class _Row(msgspec.Struct, array_like=True):
    device: str
    first: int
    prior: bytes
    payloads: list[msgspec.Raw]
    signature: bytes


_decoder = msgspec.json.Decoder(_Row)


def seal(
    device: str, first: int, prior: bytes, payloads: Sequence[bytes], key: Ed25519PrivateKey
) -> Envelope:
    head = _head(prior, payloads)
    signature = key.sign(_signed(device, first, len(payloads), head))
    return Envelope(device, first, prior, head, tuple(payloads), signature)


def _head(prior: bytes, payloads: Sequence[bytes]) -> bytes:
    head = prior
    for payload in payloads:
        head = link(head, payload_hash(payload))
    return head


def _signed(device: str, first: int, count: int, head: bytes) -> bytes:
    return _CONTEXT + f"{device} {first} {count} ".encode() + head


def verify(envelope: Envelope, public_key: bytes) -> bool:
    """Is this what the holder of the key sealed? The head is computed from the payloads, never believed."""
    if device_id(public_key) != envelope.device:
        return False
    head = _head(envelope.prior, envelope.payloads)
    signed = _signed(envelope.device, envelope.first, len(envelope.payloads), head)
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(envelope.signature, signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def to_row(envelope: Envelope) -> object:
    """For embedding in a message; the payload bytes stay as they are."""
    return _Row(
        envelope.device,
        envelope.first,
        envelope.prior,
        [msgspec.Raw(payload) for payload in envelope.payloads],
        envelope.signature,
    )


def from_row(raw: bytes) -> Envelope:
    try:
        row = _decoder.decode(raw)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(str(error)) from error
    if row.first < 1 or not row.payloads or len(row.prior) != 32:
        raise Malformed("envelope")
    payloads = tuple(bytes(payload) for payload in row.payloads)
    return Envelope(row.device, row.first, row.prior, _head(row.prior, payloads), payloads, row.signature)


def batches(payloads: Sequence[bytes], limit: int = LIMIT) -> list[Sequence[bytes]]:
    """Cuts a run of payloads into envelopes of at most `limit` bytes; one too large goes alone."""
    runs: list[list[bytes]] = []
    room = 0
    for payload in payloads:
        if not runs or room < len(payload):
            runs.append([])
            room = limit
        runs[-1].append(payload)
        room -= len(payload)
    return list(runs)
