"""What a nurse writes in a day: half visits, three tenths doses, one fifth corrections of people."""

from dataclasses import dataclass, field
from random import Random

from uuid_utils import uuid7

from sync.change import Value

Write = tuple[str, str, dict[str, Value]]
"""(entity, id, the fields set)"""
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


@dataclass
class Nurse:
    """The same seed writes the same day, but for the ids."""

    chance: Random
    people: list[str] = field(default_factory=list)

    def next(self, number: int) -> Write:
        turn = number % 10
        return self.visit() if turn < 5 else self.dose() if turn < 8 else self.correction()

    def person(self) -> Write:
        self.people.append(record := str(uuid7()))
        pick, between = self.chance.choice, self.chance.randint
        values: dict[str, Value] = {
            "full_name": f"{pick(FAMILY)} {pick(MIDDLE)} {pick(GIVEN)}",
            "sex": pick(("male", "female")),
            "birth_date": f"{between(1940, 2025)}-{between(1, 12):02}-{between(1, 28):02}",
            "ethnicity": pick(("01", "03", "19")),
            "occupation": pick(("21", "31")),
            "nationality": "VN",
            "phone": self._phone(),
        }
        return "person", record, values

    def correction(self) -> Write:
        return "person", self.chance.choice(self.people), {"phone": self._phone()}

    def visit(self) -> Write:
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

    def dose(self) -> Write:
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

    def _phone(self) -> str:
        return f"09{self.chance.randrange(10**8):08}"
