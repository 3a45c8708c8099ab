"""A ZIP that opens with a password in 7-Zip and WinRAR: AES-256 as WinZip wrote it down (AE-2).

The format stretches its password with only 1,000 rounds of PBKDF2, so the password is never one that a person
chose: it is random, and long enough that no rounds are needed. Names and sizes of the files inside can be
read without it; `store.export` gives them names that tell nothing."""

import hmac
import secrets
import struct
import zlib
from collections.abc import Iterator, Mapping
from hashlib import pbkdf2_hmac

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import ECB

_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
_GROUPS, _GROUP = 5, 4
"""Twenty signs of thirty-one: 99 bits."""

_ROUNDS, _KEY, _SALT, _CHECK, _SEAL, _BLOCK = 1000, 32, 16, 2, 10, 16
_ENCRYPTED, _METHOD_AES, _METHOD_DEFLATE, _VERSION = 1, 99, 8, 51
_MIDNIGHT_1980 = (0, 0x21)
"""The time of a file inside: none, so that the same content makes no difference by its hour."""
_AES_EXTRA = struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", 3, _METHOD_DEFLATE)
_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


def new_passphrase() -> str:
    """Groups of small letters and digits; none can be taken for another."""
    signs = [secrets.choice(_SIGNS) for _ in range(_GROUPS * _GROUP)]
    return "-".join("".join(signs[at : at + _GROUP]) for at in range(0, len(signs), _GROUP))


def locked_zip(files: Mapping[str, bytes], passphrase: str) -> bytes:
    """All files in one archive, each sealed under a salt of its own. Names must be ASCII."""
    archive, directory = bytearray(), bytearray()
    for name, content in files.items():
        body, where = _sealed(content, passphrase), len(archive)
        fields = _fields(name, len(body), len(content))
        archive += _LOCAL + fields + name.encode("ascii") + _AES_EXTRA + body
        directory += _CENTRAL + struct.pack("<H", _VERSION) + fields
        directory += struct.pack("<HHHLL", 0, 0, 0, 0, where) + name.encode("ascii") + _AES_EXTRA
    tail = struct.pack("<HHHHLLH", 0, 0, len(files), len(files), len(directory), len(archive), 0)
    return bytes(archive + directory + _END + tail)


def _fields(name: str, packed: int, plain: int) -> bytes:
    """What both headers of a file say; AE-2 leaves the check sum out, as it would tell of the content."""
    head = struct.pack("<HHHHH", _VERSION, _ENCRYPTED, _METHOD_AES, *_MIDNIGHT_1980)
    return head + struct.pack("<LLLHH", 0, packed, plain, len(name), len(_AES_EXTRA))


def _sealed(content: bytes, passphrase: str) -> bytes:
    salt = secrets.token_bytes(_SALT)
    keys = pbkdf2_hmac("sha1", passphrase.encode("ascii"), salt, _ROUNDS, 2 * _KEY + _CHECK)
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    hidden = _ciphered(deflate.compress(content) + deflate.flush(), keys[:_KEY])
    seal = hmac.digest(keys[_KEY : 2 * _KEY], hidden, "sha1")[:_SEAL]
    return salt + keys[2 * _KEY :] + hidden + seal


def _ciphered(content: bytes, key: bytes) -> bytes:
    """AES in counter mode; the counter is little-endian, which the library's own mode is not."""
    encryptor = Cipher(AES256(key), ECB()).encryptor()  # noqa: S305  each block is a counter, met once
    stream = encryptor.update(b"".join(_counters(len(content))))[: len(content)]
    mixed = int.from_bytes(content, "little") ^ int.from_bytes(stream, "little")
    return mixed.to_bytes(len(content), "little")


def _counters(size: int) -> Iterator[bytes]:
    for number in range(1, -(-size // _BLOCK) + 1):
        yield number.to_bytes(_BLOCK, "little")
