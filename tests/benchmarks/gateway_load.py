"""Station PCs of a province without their stations: real keys, real chains, real frames of version 2."""

from random import Random

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import insert

from sync import clock
from sync.change import Change, Transaction
from sync.codec import encode
from sync.envelope import START, batches, device_id, link, payload_hash, seal, to_row
from sync.frame import seal_question, split_answer
from sync.gateway.exchange import open_scope
from sync.gateway.tables import DEVICE
from sync.gateway.warehouse import Warehouse
from sync.message import PROTOCOL, Answer, Ask
from sync.parcel import pack_tight, unpack
from sync.sparing import filled, spared_ask
from tests.benchmarks.gateway_day import Nurse, Write

ADDRESS = "/v2"
NURSE = "0198a7c0-0000-7000-8000-000000000001"
POINT = "Điểm trạm Bản Dền"
NOW_MS = 1_795_600_000_000


class Pc:
    """Writes, asks, and remembers how far it has heard; it keeps no records."""

    def __init__(self, scope: str, seed: int) -> None:
        self.scope = scope
        self.key = Ed25519PrivateKey.generate()
        self.public_key = self.key.public_key().public_bytes_raw()
        self.id = device_id(self.public_key)
        self._nurse = Nurse(Random(seed))
        self._made: dict[str, int] = {}
        self._unsent: list[bytes] = []
        self._sent = self._hlc = 0
        self._sent_head = self._head = START
        self._cursor, self._mark = 0, b""

    def registers(self, people: int) -> None:
        for _ in range(people):
            self._save(self._nurse.person())

    def works(self, changes: int) -> None:
        """Each saved by itself, as the window saves."""
        for number in range(changes):
            self._save(self._nurse.next(number))

    def question(self, epoch: str) -> tuple[Ask, bytes]:
        """Everything unsent, and its frame."""
        rows: list[msgspec.Raw] = []
        for run in batches(self._unsent):
            envelope = seal(self.id, self._sent + 1, self._sent_head, run, self.key)
            rows.append(msgspec.Raw(msgspec.json.encode(to_row(envelope))))
            self._sent, self._sent_head = envelope.last, envelope.head
        self._unsent = []
        ask = Ask(
            v=PROTOCOL,
            device=self.id,
            epoch=epoch,
            cursor=self._cursor,
            seq=self._sent,
            head=self._sent_head,
            envelopes=rows,
            mark=self._mark,
        )
        return ask, seal_question(ADDRESS, pack_tight(spared_ask(ask)), self.id, self.key)

    def hear(self, ask: Ask, question: bytes, answer: bytes) -> Answer:
        packed, _proof = split_answer(answer, question)
        heard = filled(unpack(packed, Answer), ask)
        if heard.receipt.upto != self._sent or heard.news:
            raise AssertionError(f"said {self._sent}, held {heard.receipt.upto}")
        self._cursor, self._mark = heard.cursor, heard.mark
        return heard

    def _save(self, write: Write) -> None:
        entity, record, values = write
        self._hlc = clock.tick(self._hlc, NOW_MS)
        n = self._made[record] = self._made.get(record, 0) + 1
        before = {self.id: n - 1} if n > 1 else {}
        about = None if entity == "person" else f"person:{values['person']}"
        change = Change(entity, record, n, before, values, {}, about)
        seq = self._sent + len(self._unsent) + 1
        payload = encode(Transaction(self.id, seq, NURSE, POINT, self._hlc, 420, None, [change]))
        self._unsent.append(payload)
        self._head = link(self._head, payload_hash(payload))


def province(warehouse: Warehouse, stations: int) -> list[Pc]:
    """One PC each, as `enrol` leaves them; so many one-time codes would only measure scrypt."""
    pcs = [Pc(f"{10_000 + number}", number) for number in range(stations)]
    with warehouse.engine.begin() as connection:
        for pc in pcs:
            open_scope(connection, pc.scope)
        connection.execute(insert(DEVICE), [_row(pc) for pc in pcs])
    return pcs


def _row(pc: Pc) -> dict[str, object]:
    fixed = {"point": POINT, "name": "", "enrolled_at": "2026-11-25T00:00:00Z", "upto": 0, "count": 0}
    return {"device": pc.id, "scope": pc.scope, "public_key": pc.public_key, "head": START, **fixed}
