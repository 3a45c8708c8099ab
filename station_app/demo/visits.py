"""Two years of visits: colds in winter, diarrhoea in summer, and those who come every month."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from station_app.demo.ailments import TABLES, age_group
from station_app.demo.chance import Chance
from station_app.demo.illness import FOLLOWED
from station_app.demo.residents import Illness, Resident, Row

PRACTITIONERS = ("BS. Nguyễn Thị Thu Hà", "YS. Lò Thị Hạnh", "YS. Vàng Seo Chính")
_VISITS_A_YEAR = (2.9, 1.2, 0.95, 1.9)
_SEALED = {
    "abortion": ("Tư vấn, theo dõi", "Không chảy máu bất thường"),
    "violence": ("Bị thương", "Bầm tím cẳng tay"),
}


@dataclass(frozen=True, slots=True)
class _Care:
    """What was the matter and what was done."""

    icd10: str
    diagnosis: str
    reason: str
    symptoms: str | None
    treatment: str
    visit_type: str = "01"
    fever: bool = False
    outcome: str = "2"
    next_in_days: int | None = None
    restricted: str | None = None
    pressure: bool = False


_MONTHLY = {
    "I10": ("Amlodipin 5 mg 30 ngày, ăn nhạt", "Khám huyết áp định kỳ"),
    "E11.9": ("Metformin 500 mg 30 ngày, chế độ ăn", "Khám đái tháo đường định kỳ"),
    "J44.9": ("Salbutamol xịt, bỏ thuốc lá", "Lĩnh thuốc phổi tắc nghẽn"),
    "J45.9": ("Thuốc xịt dự phòng hen", "Khám hen định kỳ"),
    "G40.9": ("Phenobarbital 100 mg 30 ngày", "Lĩnh thuốc động kinh"),
    "F20.9": ("Haloperidol theo đơn tuyến trên", "Lĩnh thuốc theo hẹn"),
    "F32.9": ("Tư vấn, theo đơn tuyến trên", "Khám theo hẹn"),
    "B24": ("ARV theo đơn tuyến trên", "Lĩnh thuốc theo hẹn"),
}


class Visits:
    """Every visit of the commune, made anew each time it is read through."""

    def __init__(
        self, seed: int, residents: Iterable[tuple[int, Resident]], as_of: date, years: int = 2
    ) -> None:
        self.seed = seed
        self.residents = residents
        self.as_of = as_of
        self.last = as_of - timedelta(days=1)
        self.years = years
        self.first = as_of - timedelta(days=round(365.25 * years))

    def __iter__(self) -> Iterator[Row]:
        chance = Chance(self.seed, "visits")
        for _, resident in self.residents:
            first, last = max(self.first, resident.born + timedelta(days=7)), resident.until(self.last)
            if first >= last:
                continue
            yield from self._acute(chance, resident, first, last)
            for illness in resident.illnesses:
                yield from self._long_lasting(chance, resident, illness, first, last)
            for born in resident.births:
                yield from self._antenatal(chance, resident, born, first, last)

    def _acute(self, chance: Chance, resident: Resident, first: date, last: date) -> Iterator[Row]:
        expected = _VISITS_A_YEAR[age_group(resident.age_on(last))] * (last - first).days / 365.25
        for _ in range(int(expected * 2 * chance.share() + chance.share())):
            day = chance.day_between(first, last)
            group = age_group(resident.age_on(day))
            ailment = chance.among(TABLES[group][day.month - 1])
            outcome = "1" if chance.happens(0.4) else "2"
            follow_up = 2 if ailment.icd10 in ("J18.9", "A97.0") else 5 if chance.happens(0.04) else None
            care = _Care(
                ailment.icd10,
                ailment.diagnosis,
                ailment.reason,
                ailment.symptoms,
                ailment.treatment,
                fever=ailment.fever,
                outcome=outcome,
                next_in_days=follow_up,
            )
            yield self._visit(chance, resident, day, care)

    def _long_lasting(
        self, chance: Chance, resident: Resident, illness: Illness, first: date, last: date
    ) -> Iterator[Row]:
        if illness.restricted in _SEALED:
            reason, symptoms = _SEALED[illness.restricted]
            day = max(first, min(last, illness.since))
            treatment = "Tư vấn, hẹn khám lại"
            care = _Care(
                illness.icd10, illness.name, reason, symptoms, treatment, restricted=illness.restricted
            )
            yield self._visit(chance, resident, day, care)
        elif illness.icd10 in FOLLOWED:
            yield from self._monthly(chance, resident, illness, max(first, illness.since), last)

    def _monthly(
        self, chance: Chance, resident: Resident, illness: Illness, first: date, last: date
    ) -> Iterator[Row]:
        """Every four weeks, now and then a month missed; one in six has stopped coming."""
        treatment, reason = _MONTHLY[illness.icd10]
        stops = chance.day_between(first, last) if first < last and chance.happens(0.16) else last
        if chance.happens(0.35):
            return  # treated at the hospital
        care = _Care(
            illness.icd10,
            illness.name,
            reason,
            None,
            treatment,
            visit_type="05",
            outcome="3",
            next_in_days=28,
            restricted=illness.restricted,
            pressure=illness.icd10 in ("I10", "E11.9"),
        )
        day = first + timedelta(days=chance.whole(0, 27))
        while day <= stops:
            if chance.happens(0.85):
                yield self._visit(chance, resident, day, care)
            day += timedelta(days=28 + chance.whole(-2, 4))

    def _antenatal(
        self, chance: Chance, resident: Resident, born: date, first: date, last: date
    ) -> Iterator[Row]:
        for number, weeks_before in enumerate((29, 20, 12, 5), start=1):
            day = born - timedelta(days=7 * weeks_before + chance.whole(-7, 7))
            if first <= day <= last and chance.happens(0.86):
                care = _Care(
                    "Z34.9",
                    "Khám thai bình thường",
                    "Khám thai",
                    f"Thai {40 - weeks_before} tuần, khám lần {number}, tim thai rõ",
                    "Sắt, acid folic, tư vấn dinh dưỡng",
                    outcome="3",
                    next_in_days=28 if number < 4 else None,
                    pressure=True,
                )
                yield self._visit(chance, resident, day, care)

    def _visit(self, chance: Chance, resident: Resident, day: date, care: _Care) -> Row:
        minute = chance.whole(0, 9 * 60 - 20)
        started = minute + chance.whole(2, 12)
        ended = started + chance.whole(4, 9)
        follow_up = day + timedelta(days=care.next_in_days) if care.next_in_days else None
        return {
            "id": chance.id_on(day),
            "person": resident.id,
            "status": "closed",
            "arrived_at": _instant(day, minute),
            "started_at": _instant(day, started),
            "ended_at": _instant(day, ended),
            "visit_type": care.visit_type,
            "reason": care.reason,
            "symptoms": care.symptoms,
            **_vitals(chance, resident, day, care),
            "diagnosis": care.diagnosis,
            "icd10_main": care.icd10,
            "icd10_other": None,
            "treatment": care.treatment,
            "outcome": care.outcome,
            "practitioner": chance.pick(PRACTITIONERS),
            "follow_up_on": follow_up.isoformat() if follow_up else None,
            "restricted": care.restricted,
            "note": None,
        }


def _instant(day: date, minute: int) -> str:
    """Minutes after 07:00 in Vietnam are minutes after midnight in UTC."""
    return f"{day}T{minute // 60:02}:{minute % 60:02}:00Z"


def _vitals(chance: Chance, resident: Resident, day: date, care: _Care) -> Row:
    age = (day - resident.born).days / 365.25
    is_grown = age >= 15
    measured = care.pressure or (is_grown and chance.happens(0.7))
    ill = 22 if care.pressure and chance.happens(0.45) else 0
    systolic = int(chance.around(116 + min(20, max(0.0, age - 40) * 0.4), 9)) + ill if measured else None
    temperature = chance.around(38.4, 0.5) if care.fever and chance.happens(0.7) else chance.around(36.7, 0.2)
    return {
        "pulse": int(chance.around(78 if is_grown else 105, 8)),
        "temperature": f"{min(40.6, max(35.8, temperature)):.1f}",
        "systolic": systolic,
        "diastolic": systolic * 62 // 100 + chance.whole(0, 8) if systolic else None,
        "breathing": int(chance.around(18 if is_grown else 28, 2)),
        "spo2": chance.whole(96, 99),
        "weight": f"{_weight(chance, resident, age):.1f}" if not is_grown or chance.happens(0.5) else None,
        "height": None if is_grown else f"{_height(age) + chance.around(0, 2):.1f}",
    }


def _weight(chance: Chance, resident: Resident, age: float) -> float:
    if age < 1:
        middle = 3.2 + 6 * age**0.7
    elif age < 15:
        middle = 7.5 + 2.2 * age
    else:
        middle = 57 if resident.sex == "male" else 50
    return max(2.4, chance.around(middle, middle * 0.09))


def _height(age: float) -> float:
    return 50 + 25 * age**0.6 if age < 1 else 69 + 6.3 * age if age < 14 else 157
