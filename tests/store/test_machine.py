"""Which machine a file lies on: the same from start to start, another after a copy."""

import struct
from pathlib import Path

from station_app.store.machine import board, fingerprint


def test_a_file_in_its_place_is_on_the_same_machine_each_time(tmp_path: Path) -> None:
    assert fingerprint(tmp_path / "a.db") == fingerprint(tmp_path / "x" / ".." / "a.db")
    assert fingerprint(tmp_path / "a.db") != fingerprint(tmp_path / "copy" / "a.db")


def test_the_boards_uuid_is_found_in_the_firmwares_table() -> None:
    uuid = bytes(range(16))
    bios = struct.pack("<BBH", 0, 24, 0) + bytes(20) + b"Vendor\0Version\0\0"
    system = struct.pack("<BBH", 1, 27, 1) + bytes(4) + uuid + bytes(3) + b"Maker\0\0"
    assert board(bytes(8) + bios + system) == uuid
    for broken in (b"", bytes(8), bytes(8) + bios, bytes(8) + bios[:10], bytes(8) + b"\1\2\0\0" * 4):
        assert board(broken) == b""
