"""What the people of the commune live with: chronic conditions, allergies, risk factors."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from station_app.demo.chance import Chance, Table
from station_app.demo.residents import Illness, Resident, Row


class _Chronic(NamedTuple):
    icd10: str
    name: str
    from_age: int
    share_at_start: float
    share_per_decade: float
    restricted: str | None = None
    sex: str | None = None


CHRONIC = (
    _Chronic("I10", "Tăng huyết áp", 35, 0.03, 0.075),
    _Chronic("E11.9", "Đái tháo đường típ 2", 38, 0.012, 0.018),
    _Chronic("J44.9", "Bệnh phổi tắc nghẽn mạn tính", 45, 0.01, 0.02),
    _Chronic("J45.9", "Hen phế quản", 4, 0.012, 0.002),
    _Chronic("M17.9", "Thoái hóa khớp gối", 45, 0.03, 0.05),
    _Chronic("K29.7", "Viêm dạ dày", 20, 0.04, 0.012),
    _Chronic("B18.1", "Viêm gan B mạn", 18, 0.045, 0.005),
    _Chronic("G40.9", "Động kinh", 5, 0.004, 0.0),
    _Chronic("E04.9", "Bướu giáp không độc", 15, 0.012, 0.006, None, "female"),
    _Chronic("D56.9", "Thalassemia", 1, 0.008, 0.0),
    _Chronic("I69.4", "Di chứng đột quỵ", 50, 0.006, 0.014),
    _Chronic("N40", "Phì đại tuyến tiền liệt", 55, 0.05, 0.05, None, "male"),
    _Chronic("F20.9", "Tâm thần phân liệt", 18, 0.0035, 0.0, "mental_health"),
    _Chronic("F32.9", "Trầm cảm", 16, 0.004, 0.001, "mental_health"),
    _Chronic("B24", "Nhiễm HIV", 18, 0.0025, 0.0, "hiv"),
    _Chronic("O04.9", "Tiền sử phá thai bằng thuốc", 17, 0.0045, 0.001, "abortion", "female"),
    _Chronic("T74.1", "Bị bạo hành thể xác", 16, 0.0012, 0.0, "violence", "female"),
)
_ALLERGIES = (
    ("1", "Penicillin", "Nổi mày đay, khó thở", "severe"),
    ("1", "Cefalexin", "Phát ban", "moderate"),
    ("1", "Ibuprofen", "Sưng mắt, môi", "moderate"),
    ("1", "Cotrimoxazol", "Ban đỏ toàn thân", "moderate"),
    ("1", "Vắc xin DPT lần trước", "Sốt cao 40 °C, khóc thét", "severe"),
    ("2", "Thuốc trừ sâu", "Viêm da", "mild"),
    ("2", "Thuốc nhuộm tóc", "Viêm da tiếp xúc", "mild"),
    ("3", "Tôm, cua", "Mẩn ngứa", "mild"),
    ("3", "Nhộng tằm", "Phản vệ độ II", "anaphylaxis"),
    ("3", "Sữa bò", "Tiêu chảy, nổi ban", "moderate"),
    ("3", "Lạc", "Mày đay", "moderate"),
    ("4", "Ong đốt", "Sưng nề, khó thở", "severe"),
    ("4", "Phấn hoa", "Hắt hơi, ngứa mắt", "mild"),
)
_SMOKED = Table({"2": 60, "1": 25, "3": 15})
_DRUNK = Table({"1": 65, "2": 28, "3": 7})


def fall_ill(chance: Chance, resident: Resident, as_of: date) -> None:
    """Decides, once, what the resident lives with; records and visits both follow from it."""
    age = resident.age_on(as_of)
    for disease in CHRONIC:
        if age < disease.from_age or disease.sex not in (None, resident.sex):
            continue
        share = disease.share_at_start + disease.share_per_decade * (age - disease.from_age) / 10
        if chance.happens(share):
            since = as_of - timedelta(days=chance.whole(30, min(3_000, 365 * (age - disease.from_age) + 60)))
            resident.illnesses.append(Illness(disease.icd10, disease.name, since, disease.restricted))


def conditions(chance: Chance, resident: Resident, as_of: date) -> Iterator[Row]:
    for illness in resident.illnesses:
        written = min(as_of, max(illness.since, resident.registered))
        is_past = illness.restricted in ("abortion", "violence")
        yield {
            "id": chance.id_on(written),
            "person": resident.id,
            "icd10": illness.icd10,
            "name": illness.name,
            "since": illness.since.isoformat()[: chance.pick((4, 7, 10))],
            "status": "resolved" if is_past else "managed" if illness.icd10 in FOLLOWED else "active",
            "restricted": illness.restricted,
            "note": None,
        }


FOLLOWED = frozenset({"I10", "E11.9", "J44.9", "J45.9", "G40.9", "F20.9", "F32.9", "B24"})
"""What the station follows month by month."""


def allergies(chance: Chance, resident: Resident) -> Iterator[Row]:
    if not chance.happens(0.045):
        return
    kind, substance, reaction, severity = chance.pick(_ALLERGIES)
    yield {
        "id": chance.id_on(resident.registered),
        "person": resident.id,
        "kind": kind,
        "substance": substance,
        "reaction": reaction,
        "severity": severity,
        "status": "active",
        "noted_on": resident.registered.isoformat(),
    }


def risk_factors(chance: Chance, resident: Resident, as_of: date) -> Iterator[Row]:
    if resident.age_on(as_of) < 17:
        return
    is_man = resident.sex == "male"
    if chance.happens(0.46 if is_man else 0.03):
        status = chance.among(_SMOKED)
        amount = f"{chance.pick((3, 5, 10, 15, 20))} điếu/ngày" if status != "3" else None
        yield _risk(chance, resident, "1", status, amount)
    if chance.happens(0.55 if is_man else 0.08):
        yield _risk(chance, resident, "2", chance.among(_DRUNK), f"{chance.whole(1, 6)} cốc/ngày")
    if chance.happens(0.12):
        yield _risk(chance, resident, "chemicals", "1", None)
    if chance.happens(0.2):
        yield _risk(chance, resident, "smoke", "2", None)


def _risk(chance: Chance, resident: Resident, kind: str, status: str, amount: str | None) -> Row:
    return {
        "id": chance.id_on(resident.registered),
        "person": resident.id,
        "kind": kind,
        "status": status,
        "amount": amount,
        "restricted": None,
        "since": str(resident.born.year + chance.whole(15, 17)),
        "note": None,
    }
