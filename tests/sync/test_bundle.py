"""A sealed letter: whole, signed, for one reader; every other file is refused in words of its own."""

import secrets

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.bundle import MAGIC, VERSION, Header, Unreadable, read, seal, unseal
from sync.bundle_file import file_name, letters, load, write
from sync.bundle_key import opening_key, sealing_key
from sync.envelope import device_id

NURSE, PROVINCE, THIEF = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2, 3))
CONTENT = "Giàng Thị Mỷ, HIV".encode() * 20


def public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def letter(content: bytes = CONTENT, *, part: int = 1, version: int = VERSION) -> bytes:
    header = Header(version, "up", "", b"", "", "c0ffee01", part, 2, 0, "2026-11-21T01:00:00Z")
    return seal(header, content, NURSE, public(PROVINCE))


def refusal(raw: bytes, reader: Ed25519PrivateKey = PROVINCE) -> Unreadable:
    with pytest.raises(Unreadable) as told:
        unseal(read(raw), reader)
    return told.value


def test_the_two_forms_of_a_key_belong_together():
    for key in (NURSE, PROVINCE, Ed25519PrivateKey.from_private_bytes(secrets.token_bytes(32))):
        assert opening_key(key).public_key().public_bytes_raw() == sealing_key(public(key)).public_bytes_raw()


def test_a_letter_is_read_by_its_recipient_alone():
    """pitfall 31: what leaves the PC by stick is sealed to one recipient and signed by its sender."""
    raw = letter()
    assert unseal(read(raw), PROVINCE) == CONTENT
    assert read(raw).header.sender == device_id(public(NURSE))
    assert "Giàng".encode() not in raw
    assert refusal(raw, THIEF).code == "recipient"


def test_foreign_truncated_and_tampered_files_are_told_apart():
    raw = letter()
    told = {
        "foreign": refusal(b"PK\x03\x04" + raw),
        "truncated": refusal(raw[:-1]),
        "tampered": refusal(raw[:-1] + bytes([raw[-1] ^ 1])),
    }
    assert {name: one.code for name, one in told.items()} == {name: name for name in told}
    assert len({one.reason for one in told.values()}) == 3


def test_no_byte_of_a_letter_can_be_changed():
    raw = letter(b"x")
    for place in range(len(raw)):
        changed = bytearray(raw)
        changed[place] ^= 0x20
        assert refusal(bytes(changed)).code in ("foreign", "truncated", "tampered", "version"), place


def test_a_letter_cut_anywhere_is_truncated():
    raw = letter(b"x")
    assert {refusal(raw[:length]).code for length in range(len(raw))} == {"truncated"}


def test_a_letter_that_grew_is_tampered_with():
    assert refusal(letter() + b"\0").code == "tampered"


def test_another_version_is_said_to_be_one():
    assert refusal(letter(version=VERSION + 1)).code == "version"


def test_a_header_beyond_measure_is_no_letter():
    assert refusal(MAGIC + b"\xff\xff\xff\xff" + bytes(100)).code == "foreign"


def test_a_letter_has_its_name_only_when_it_is_whole(tmp_path):
    (tmp_path / "usb").mkdir()
    path = write(tmp_path / "usb", letter())
    assert path.name == file_name(read(letter()).header)
    assert load(path)[:8] == MAGIC
    assert [one.name for one in (tmp_path / "usb").iterdir()] == [path.name]


def test_a_folder_gives_its_letters_in_the_order_of_their_parts(tmp_path):
    second, first = (write(tmp_path, letter(part=part)) for part in (2, 1))
    (tmp_path / "ảnh.jpg").write_bytes(b"")
    assert letters(tmp_path, "len") == [first, second]
    assert letters(tmp_path, "xuong") == []
    assert letters(second, "len") == [second]
