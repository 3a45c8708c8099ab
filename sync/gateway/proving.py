"""Does a backup hold what it says? Every payload's hash, every chain and every digest is counted anew."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from sync import digest
from sync.envelope import START, link, payload_hash
from sync.frozen import thaw_or_nothing
from sync.gateway.buckets import Buckets


class Part(Protocol):
    table: str
    columns: list[str]
    rows: list[list[Any]]


@dataclass(slots=True)
class Proof:
    """`upto`: device → how far its chain was found whole. With a fault nothing is proved."""

    upto: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    transactions: int = 0
    records: int = 0


@dataclass(slots=True)
class _Chain:
    upto: int
    head: bytes
    reached: int = 0
    at: bytes = START
    """The chain as the rows give it, after `reached`."""


def prove(parts: Iterable[Part]) -> Proof:
    proving = _Proving()
    for part in parts:
        read = getattr(proving, part.table, None) if part.table.startswith("gateway_") else None
        if read is not None:
            proving.read(read, part)
    return proving.close()


class _Proving:
    """One method for each table that proves something."""

    def __init__(self) -> None:
        self.proof = Proof()
        self._chains: dict[str, _Chain] = {}
        self._parked: dict[str, dict[int, bytes]] = {}
        self._counted: dict[tuple[str, str], Buckets] = {}
        self._words: dict[tuple[str, str], str] = {}

    def read(self, one: Callable[[dict[str, Any]], None], part: Part) -> None:
        try:
            for row in part.rows:
                one(dict(zip(part.columns, row, strict=True)))
        except (KeyError, TypeError, ValueError):
            self.proof.faults.append(f"bảng {part.table} có hàng không đọc được")

    def gateway_device(self, row: dict[str, Any]) -> None:
        self._chains[row["device"]] = _Chain(row["upto"], row["head"])

    def gateway_parked(self, row: dict[str, Any]) -> None:
        self._hash(row)
        self._parked.setdefault(row["device"], {})[row["device_seq"]] = row["hash"]

    def gateway_log(self, row: dict[str, Any]) -> None:
        """Of one device after the other, each in its own order; what is parked stands in between."""
        self._hash(row)
        seq, chain = row["device_seq"], self._chains.get(row["device"])
        if seq < 1 or chain is None:
            return
        self._pass_parked(row["device"], chain)
        if seq == chain.reached + 1:
            chain.at, chain.reached = link(chain.at, row["hash"]), seq
            if chain.at != row["head"]:
                self.proof.faults.append(f"chuỗi của máy {row['device']} sai ở {seq}")

    def _pass_parked(self, device: str, chain: _Chain) -> None:
        parked = self._parked.get(device, {})
        while chain.reached + 1 in parked:
            chain.at, chain.reached = link(chain.at, parked[chain.reached + 1]), chain.reached + 1

    def _hash(self, row: dict[str, Any]) -> None:
        self.proof.transactions += 1
        if payload_hash(row["payload"]) != row["hash"]:
            self.proof.faults.append(f"nội dung sai của máy {row['device']} ở {row['device_seq']}")

    def gateway_record(self, row: dict[str, Any]) -> None:
        self.proof.records += 1
        _, number = digest.bucket((row["entity"], row["id"]))
        part = digest.part(row["id"], thaw_or_nothing(row["state"]))
        self._counted.setdefault((row["scope"], row["entity"]), Buckets()).add(number, part, 1)

    def gateway_digest(self, row: dict[str, Any]) -> None:
        self._words[row["scope"], row["entity"]] = row["word"]

    def close(self) -> Proof:
        for device, chain in self._chains.items():
            self._pass_parked(device, chain)
            self.proof.upto[device] = chain.upto
            if chain.reached < chain.upto or (chain.reached == chain.upto and chain.at != chain.head):
                self.proof.faults.append(f"chuỗi của máy {device} chỉ liền đến {chain.reached}")
        for place in self._counted.keys() | self._words.keys():
            if self._counted.get(place, Buckets()).word() != self._words.get(place, Buckets().word()):
                self.proof.faults.append(f"dấu kiểm sai: trạm {place[0]}, {place[1]}")
        return self.proof
