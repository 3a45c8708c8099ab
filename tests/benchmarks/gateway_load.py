"""Station PCs of a province without their stations: real keys, real chains, the day's work of a nurse."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import insert
from uuid_utils import uuid7

from sync import clock
from sync.change import Change, Transaction, Value
from sync.codec import encode
from sync.envelope import START, batches, device_id, link, payload_hash, seal, to_row
from sync.gateway.exchange import open_scope
from sync.gateway.tables import DEVICE
from sync.gateway.warehouse import Warehouse
from sync.message import Ask
from sync.parcel import pack, sign_ask

NURSE = "0198a7c0-0000-7000-8000-000000000001"
POINT = "Điểm trạm Bản Dền"
NOW_MS = 1_795_600_000_000
FAMILY = ("Lò", "Giàng", "Vàng", "Nguyễn", "Tòng", "Quàng", "Cà", "Lường", "Sùng", "Mùa")
MIDDLE = ("Thị", "Văn", "A", "Đức", "Minh", "Thu", "Seo", "Ngọc")
GIVEN = ("Mỷ", "Páo", "Hạnh", "Dền", "Phương", "Lả", "Sáng", "Thủy", "Tuấn", "Inh", "Chá", "Hoa")
REASONS = (
    "Ho, sốt hai ngày",
    "Đau bụng quanh rốn",
    "Khám thai định kỳ",
    "Tái khám tăng huyết áp",
    "Đau lưng",
)
DIAGNOSES = (("J06.9", "Nhiễm khuẩn hô hấp trên"), ("I10", "Tăng huyết áp"), ("K29.7", "Viêm dạ dày"))
TREATMENTS = ("Paracetamol 500 mg, uống 1 viên khi sốt trên 38,5 °C", "Amlodipin 5 mg, 1 viên mỗi sáng")
VACCINES = (("DPT-VGB-HIB", "IM", "thigh_left"), ("BCG", "ID", "arm_left"), ("OPV", "PO", "mouth"))
Write = tuple[str, str, dict[str, Value]]


@dataclass
class Pc:
    """Writes and seals; what it hears is nobody's business here."""

    scope: str
    seed: int
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    payloads: list[bytes] = field(default_factory=list)
    head: bytes = START
    hlc: int = 0
    people: list[str] = field(default_factory=list)
    cursor: int = 0

    def __post_init__(self) -> None:
        self.public_key = self.key.public_key().public_bytes_raw()
        self.id = device_id(self.public_key)
        self.chance = random.Random(self.seed)
        self.made: dict[str, int] = {}
        self.sealed, self.sealed_head = 0, START

    def registers(self, count: int) -> None:
        for _ in range(count):
            self._save([self._person()])

    def works(self, changes: int) -> None:
        """Half visits, three tenths doses, one fifth corrections of people, each saved by itself."""
        for number in range(changes):
            turn = number % 10
            self._save([self._visit() if turn < 5 else self._dose() if turn < 8 else self._correction()])

    def body(self, epoch: str) -> tuple[bytes, str]:
        """Everything unsent as a packed question, and its signature."""
        unsent = self.payloads[self.sealed :]
        rows, first = [], self.sealed + 1
        for run in batches(unsent):
            rows.append(self._sealed(first, run))
            first += len(run)
        self.sealed = len(self.payloads)
        body = pack(Ask(1, self.id, epoch, self.cursor, self.sealed, self.head, envelopes=rows))
        return body, sign_ask(body, self.key)

    def _sealed(self, first: int, run: Sequence[bytes]) -> msgspec.Raw:
        envelope = seal(self.id, first, self.sealed_head, run, self.key)
        self.sealed_head = envelope.head
        return msgspec.Raw(msgspec.json.encode(to_row(envelope)))

    def _save(self, writes: list[Write]) -> None:
        self.hlc = clock.tick(self.hlc, NOW_MS)
        changes = [self._change(*write) for write in writes]
        seq = len(self.payloads) + 1
        payload = encode(Transaction(self.id, seq, NURSE, POINT, self.hlc, 420, None, changes))
        self.payloads.append(payload)
        self.head = link(self.head, payload_hash(payload))

    def _change(self, entity: str, record: str, values: dict[str, Value]) -> Change:
        n = self.made.get(record, 0) + 1
        self.made[record] = n
        about = None if entity == "person" else f"person:{values['person']}"
        return Change(entity, record, n, {self.id: n - 1} if n > 1 else {}, values, {}, about)

    def _person(self) -> Write:
        self.people.append(record := str(uuid7()))
        pick, between = self.chance.choice, self.chance.randint
        day = f"{between(1940, 2025)}-{between(1, 12):02}-{between(1, 28):02}"
        return (
            "person",
            record,
            {
                "full_name": f"{pick(FAMILY)} {pick(MIDDLE)} {pick(GIVEN)}",
                "sex": pick(("male", "female")),
                "birth_date": day,
                "ethnicity": pick(("01", "03", "19")),
                "occupation": pick(("21", "31")),
                "nationality": "VN",
                "phone": f"09{self.chance.randrange(10**8):08}",
            },
        )

    def _visit(self) -> Write:
        pick, between = self.chance.choice, self.chance.randint
        icd10, diagnosis = pick(DIAGNOSES)
        at = f"2026-11-{between(1, 25):02}T{between(0, 9):02}"
        values: dict[str, Value] = {
            "person": pick(self.people),
            "arrived_at": f"{at}:{between(0, 19):02}:00Z",
            "started_at": f"{at}:{between(20, 39):02}:00Z",
            "ended_at": f"{at}:{between(40, 59):02}:00Z",
            "visit_type": pick(("1", "2")),
            "reason": pick(REASONS),
            "symptoms": "Ho khan, sốt nhẹ về chiều, không khó thở",
            "pulse": between(60, 110),
            "temperature": f"{between(36, 38)}.{between(1, 9)}",
            "systolic": between(100, 170),
            "diastolic": between(60, 100),
            "breathing": between(16, 30),
            "spo2": between(94, 99),
            "weight": f"{between(8, 70)}.{between(1, 9)}",
            "height": str(between(70, 180)),
            "diagnosis": diagnosis,
            "icd10_main": icd10,
            "treatment": pick(TREATMENTS),
            "outcome": "1",
            "practitioner": "YS. Lò Thị Hạnh",
        }
        return "visit", str(uuid7()), values

    def _dose(self) -> Write:
        vaccine, route, site = self.chance.choice(VACCINES)
        values: dict[str, Value] = {
            "person": self.chance.choice(self.people),
            "vaccine": vaccine,
            "dose_number": self.chance.randint(1, 4),
            "given_on": f"2026-11-{self.chance.randint(1, 25):02}",
            "lot": f"{vaccine[:3]}26{self.chance.randint(0, 6)}A",
            "expiry": "2027-09-28",
            "manufacturer": "IVAC",
            "site": site,
            "route": route,
            "volume": "0.5 ml",
            "program": "1",
            "vaccinator": "YS. Lò Thị Hạnh",
            "screening": "Đủ điều kiện",
        }
        return "dose", str(uuid7()), values

    def _correction(self) -> Write:
        return "person", self.chance.choice(self.people), {"phone": f"09{self.chance.randrange(10**8):08}"}


def enrolled(warehouse: Warehouse, pcs: Sequence[Pc]) -> None:
    """As `enrol` leaves them; 250 one-time codes would only measure scrypt."""
    with warehouse.engine.begin() as connection:
        for pc in pcs:
            open_scope(connection, pc.scope)
            connection.execute(
                insert(DEVICE).values(
                    device=pc.id,
                    scope=pc.scope,
                    point=POINT,
                    name="",
                    public_key=pc.public_key,
                    enrolled_at="2026-11-25T00:00:00Z",
                    upto=0,
                    head=START,
                    count=0,
                )
            )
