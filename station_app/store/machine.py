"""Which machine this is, and where on it the station's file lies: a copy elsewhere is another PC."""

import ctypes
import hashlib
import os
import sys
from pathlib import Path

_LINUX = (Path("/etc/machine-id"), Path("/sys/class/dmi/id/product_uuid"))
_CARDS = Path("/sys/class/net")


def fingerprint(path: Path) -> str:
    """The same as long as the file stays where it is, on this hardware and this installation.

    A disk image carries the system's own id along, so the network cards built in count as well. Where two
    machines cannot be told apart, the chain tells at the next contact."""
    facts = [os.environ.get("TRAM_MACHINE", ""), *_facts(), os.path.normcase(path.resolve())]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:32]


def _facts() -> list[str]:
    return _windows() if sys.platform == "win32" else _unix()


def _unix() -> list[str]:
    return [_read(path) for path in _LINUX] + sorted(
        _read(card / "address") for card in _CARDS.glob("*") if _is_built_in(card)
    )


def _is_built_in(card: Path) -> bool:
    """Neither a cable that is plugged in today nor a bridge that software has made."""
    return (card / "device").exists() and "usb" not in str((card / "device").resolve())


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii").strip()
    except (OSError, ValueError):
        return ""


def _windows() -> list[str]:
    """The installation's id from the registry, and the board's own UUID, which no image carries along."""
    import winreg  # noqa: PLC0415  # lazy: exists on Windows only

    try:
        with winreg.OpenKey(  # type: ignore[attr-defined]
            winreg.HKEY_LOCAL_MACHINE,  # type: ignore[attr-defined]
            r"SOFTWARE\Microsoft\Cryptography",
            0,
            _READ_64,
        ) as key:
            installation = str(winreg.QueryValueEx(key, "MachineGuid")[0])  # type: ignore[attr-defined]
    except OSError:
        installation = ""
    return [installation, board(_firmware()).hex()]


_READ_64 = 0x20119
"""KEY_READ of the 64-bit registry, also from a 32-bit program: the two must not give two machines."""
_SMBIOS = 0x52534D42
"""'RSMB'"""


def _firmware() -> bytes:
    table = ctypes.windll.kernel32.GetSystemFirmwareTable  # type: ignore[attr-defined]
    content = ctypes.create_string_buffer(max(0, table(_SMBIOS, 0, None, 0)))
    table(_SMBIOS, 0, content, len(content))
    return content.raw


def board(smbios: bytes) -> bytes:
    """The UUID in the firmware's description of the system (structure of type 1); empty where it has none."""
    place = 8
    while place + 4 <= len(smbios):
        kind, length = smbios[place], smbios[place + 1]
        if kind == 1 and length >= 24:
            return smbios[place + 8 : place + 24]
        end = smbios.find(b"\0\0", place + length)
        if length < 4 or end < 0:
            break
        place = end + 2
    return b""
