"""The newest receipt with everything that proves it, in words: for paper, and for whoever asks later."""

import json
from dataclasses import dataclass
from typing import Any

import msgspec

from station_app.common.errors import Refused
from station_app.store.database import Database
from sync.envelope import device_id
from sync.frame import verify_receipt
from sync.message import Proof, Receipt


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One kind of record, and the digest that the gateway signed for it; `same`: this PC had the same."""

    label: str
    digest: str
    same: bool


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """What a receipt says. `proved`: the signature was checked again just now. Hashes are hexadecimal."""

    taken_at: str
    at: str
    device: str
    outcome: str
    upto: int
    written: int
    count: int
    safe: int
    waiting: int
    head: str
    word: str
    gateway: str
    proved: bool
    asked: str
    packed: str
    signature: str
    digests: tuple[DigestLine, ...]

    @property
    def sentence(self) -> str:
        received = f"Kho tỉnh đã nhận {self.upto}/{self.written} thay đổi"
        words = {"match": "dấu kiểm khớp", "differ": "dấu kiểm lệch"}.get(self.outcome, "chưa đối chiếu được")
        return f"{received}, {words}"

    @property
    def is_green(self) -> bool:
        return self.outcome == "match" and self.proved and self.upto == self.written == self.count


def receipt_facts(database: Database) -> ReceiptFacts:
    """Raises Refused where the province has given none yet."""
    with database.reading() as session:
        raw = database.raw(session)
        row = raw.execute(
            "SELECT taken_at, outcome, body, proof FROM sync_receipt ORDER BY number DESC LIMIT 1"
        ).fetchone()
        key = raw.execute("SELECT gateway_key FROM sync_line").fetchone()
    if row is None or key is None:
        raise Refused("Máy này chưa có biên nhận nào của kho tỉnh.", code="not_found")
    body = json.loads(row[2])
    receipt = msgspec.convert(body["receipt"], Receipt)
    proof = None if row[3] is None else msgspec.json.decode(bytes(row[3]), type=Proof)
    return _facts(database, row[0], row[1], body, receipt, proof, bytes(key[0]))


def _facts(
    database: Database,
    taken_at: str,
    outcome: str,
    body: dict[str, Any],
    receipt: Receipt,
    proof: Proof | None,
    key: bytes,
) -> ReceiptFacts:
    differing = frozenset(body["differing"])
    return ReceiptFacts(
        taken_at,
        receipt.at,
        receipt.device,
        outcome,
        receipt.upto,
        body.get("written", receipt.upto),
        receipt.count,
        receipt.safe,
        receipt.waiting,
        receipt.head.hex(),
        receipt.word.hex(),
        device_id(key),
        proof is not None and verify_receipt(key, receipt, proof),
        proof.ask.hex() if proof else "",
        proof.packed.hex() if proof else "",
        proof.signature.hex() if proof else "",
        tuple(
            DigestLine(_label(database, entity), digest, entity not in differing)
            for entity, digest in sorted(receipt.digests.items())
        ),
    )


def _label(database: Database, entity: str) -> str:
    known = database.catalogue.entities.get(entity)
    return known.label if known else entity
