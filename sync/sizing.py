"""How much still packs into one question: measured while it is filled, not guessed from the last one."""

import zstandard

from sync import dictionary

LIMIT = 64 * 1024
"""Bytes of a question as it travels: a slow line carries it before anybody gives up."""
_ROOM = LIMIT - 4 * 1024
"""Without its head, and what the measuring runs behind."""
_LEVEL, _EVERY = 6, 8 * 1024


class Question:
    """Fills up. What is measured packs a little less tightly than what is sent, so it never is too much."""

    def __init__(self) -> None:
        self._packer = zstandard.ZstdCompressor(
            level=_LEVEL, dict_data=dictionary.packing(_LEVEL)
        ).compressobj()
        self._size = self._since = 0

    @property
    def full(self) -> bool:
        return self._size >= _ROOM

    def add(self, payload: bytes) -> None:
        self._size += len(self._packer.compress(payload))
        self._since += len(payload)
        if self._since >= _EVERY:
            self._size += len(self._packer.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK))
            self._since = 0
