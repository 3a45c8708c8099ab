"""Disks and sticks that are there now: mounted volumes on Linux, drive letters on Windows."""

import os
from dataclasses import dataclass
from pathlib import Path

import psutil

_STICKS = ("/media/", "/run/media/", "/mnt/")
_OF_THE_SYSTEM = ("/proc/", "/sys/", "/dev/", "/run/", "/boot/", "/snap/", "/etc/")


@dataclass(frozen=True, slots=True)
class Volume:
    """Where it is mounted, and whether it can be pulled out."""

    path: Path
    removable: bool


def volumes() -> list[Volume]:
    """What can hold files; an empty card reader or CD drive is not asked, it would make the PC wait."""
    parts = psutil.disk_partitions(all=True)
    if os.name == "nt":
        return [
            Volume(Path(part.mountpoint), "removable" in part.opts)
            for part in parts
            if part.fstype and "cdrom" not in part.opts
        ]
    return [
        Volume(Path(part.mountpoint), _is_stick(part.mountpoint))
        for part in parts
        if _is_stick(part.mountpoint) or not f"{part.mountpoint}/".startswith(_OF_THE_SYSTEM)
    ]


def _is_stick(place: str) -> bool:
    return f"{place}/".startswith(_STICKS)
