"""The 256 buckets of one entity's digest in one value: a push touches most of them anyway."""

import hashlib
import struct
from collections.abc import Iterator, Mapping

from sync.digest import MODULUS
from sync.gateway.bulk import Row

_SUM, _COUNT = 32, 4
_SIZE = _SUM + _COUNT
_NUMBER = 256
_COUNTS = struct.Struct(">" + f"{_SUM}xI" * _NUMBER)


class Buckets:
    def __init__(self, packed: bytes | None = None) -> None:
        self._packed = bytearray(packed or _NUMBER * _SIZE)

    def __iter__(self) -> Iterator[tuple[int, int, int]]:
        """(bucket, sum, count)"""
        for number in range(_NUMBER):
            start = number * _SIZE
            middle = start + _SUM
            sum_, count = self._packed[start:middle], self._packed[middle : start + _SIZE]
            yield number, int.from_bytes(sum_), int.from_bytes(count)

    def add(self, number: int, sum_: int, count: int) -> None:
        start = number * _SIZE
        middle, end = start + _SUM, start + _SIZE
        summed = (int.from_bytes(self._packed[start:middle]) + sum_) % MODULUS
        counted = int.from_bytes(self._packed[middle:end]) + count
        self._packed[start:end] = summed.to_bytes(_SUM) + counted.to_bytes(_COUNT)

    def word(self) -> str:
        """As `digest.total`, from the bytes: every push needs the words of the entities it touches."""
        digits, size, sum_ = self._packed.hex(), 2 * _SIZE, 2 * _SUM
        text = "".join(
            f"{number:02x}{digits[number * size : number * size + sum_]}{count:x}."
            for number, count in enumerate(_COUNTS.unpack(self._packed))
            if count
        )
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def differing(self, other: "Buckets") -> list[int]:
        return [ours[0] for ours, theirs in zip(self, other, strict=True) if ours != theirs]

    def replaced(self, whole: Mapping[int, tuple[int, int]]) -> "Buckets":
        """The same but for some buckets: number → (sum, count)."""
        other = Buckets(bytes(self._packed))
        for number, (sum_, count) in whole.items():
            other._packed[number * _SIZE : (number + 1) * _SIZE] = sum_.to_bytes(_SUM) + count.to_bytes(
                _COUNT
            )
        return other

    def row(self, scope: str, entity: str) -> Row:
        return {"scope": scope, "entity": entity, "buckets": bytes(self._packed), "word": self.word()}
