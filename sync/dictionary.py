"""The zstd dictionary that both ends of version 2 have beforehand: the words of a commune's records."""

from functools import cache

from zstandard import DICT_TYPE_FULLDICT, ZstdCompressionDict

import resources
from sync.change import Malformed

NUMBER = 1
"""The dictionary that is packed with. A frame names it, so an older one can still be unpacked later."""


class Unknown(Malformed):
    """Packed with a dictionary that is not here: the other end is newer."""


@cache
def packing(level: int) -> ZstdCompressionDict:
    known = _read(NUMBER)
    known.precompute_compress(level=level)
    return known


@cache
def unpacking(number: int) -> ZstdCompressionDict | None:
    """For the dictionary that a frame names; 0: none."""
    if number not in (0, NUMBER):
        raise Unknown("dictionary")
    return _read(number) if number else None


def _read(number: int) -> ZstdCompressionDict:
    return ZstdCompressionDict(resources.blob(f"zstd-{number}.dict"), dict_type=DICT_TYPE_FULLDICT)
