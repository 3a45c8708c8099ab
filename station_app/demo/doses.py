"""Doses as the commune gave them: by the schedule, on the month's session, with the late and the lost."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import resources
from station_app.common.days import PartialDate, add_months
from station_app.demo.chance import Chance, Table
from station_app.demo.residents import Resident, Row
from station_app.immunization.schedule import Schedule, Series, Step, in_force, shipped

PROVINCE = "15"
NURSES = ("YS. Lò Thị Hạnh", "ĐD. Giàng A Sử", "HS. Chảo Mùi Pết")
HOSPITAL = "Bệnh viện đa khoa khu vực Sa Pa"

_CARED_FOR = Table({"well": 80, "late": 14, "lost": 4, "never": 2})
_REACTIONS = Table({"Sốt nhẹ": 60, "Sưng đau chỗ tiêm": 30, "Quấy khóc": 10})
_CHILD_YEARS = 18
_COVID = (date(2021, 8, 20), date(2021, 9, 25), date(2022, 3, 10))


@dataclass(frozen=True, slots=True)
class _Product:
    """What every dose of a product has in common."""

    code: str
    site: str
    route: str
    volume: str
    manufacturer: str
    program: str


@cache
def _products() -> Mapping[str, _Product]:
    return {
        code.code: _Product(
            code.code,
            code.extra["site"],
            code.extra["route"],
            f"{code.extra['volume'].replace('.', ',')} {code.extra['unit']}",
            code.extra["manufacturer"],
            code.extra["program"],
        )
        for code in resources.codes("vaccine_products")
    }


class Doses:
    """Every dose of the commune, made anew each time it is read through."""

    def __init__(self, seed: int, residents: Iterable[tuple[int, Resident]], as_of: date) -> None:
        self.seed = seed
        self.residents = residents
        self.as_of = as_of
        self.computerised = date(as_of.year - 3, 1, 1)
        self.schedule: Schedule = in_force(shipped(resources.text), as_of, PROVINCE)
        self.children_from = add_months(as_of, -12 * _CHILD_YEARS)

    def __iter__(self) -> Iterator[Row]:
        chance = Chance(self.seed, "doses")
        for hamlet, resident in self.residents:
            if resident.born >= self.children_from:
                yield from self._child(chance, hamlet, resident)
            elif resident.births:
                yield from self._mother(chance, resident)
            if resident.born < date(2009, 1, 1) and chance.happens(0.9):
                yield from self._covid(chance, resident)

    def _child(self, chance: Chance, hamlet: int, resident: Resident) -> Iterator[Row]:
        care = chance.among(_CARED_FOR)
        born = PartialDate.of(resident.born)
        until = resident.until(self.as_of)
        session = 4 + hamlet % 12
        for series in self.schedule.series:
            if series.concerns(born, resident.sex) and (care != "never" or series.code == "HEPB0"):
                yield from self._series(chance, resident, series, care, session, until)

    def _series(
        self, chance: Chance, resident: Resident, series: Series, care: str, session: int, until: date
    ) -> Iterator[Row]:
        previous: date | None = None
        for step in series.steps:
            if chance.happens(0.22 if care == "lost" else 0.06 if care == "late" else 0.012):
                return
            day = self._day(chance, resident.born, step, previous, care, session)
            if day is None or day > until:
                return
            yield self._dose(chance, resident, step.vaccine, step.number, day)
            previous = day

    def _day(
        self, chance: Chance, born: date, step: Step, previous: date | None, care: str, session: int
    ) -> date | None:
        if step.overdue_after_days == 1:
            return born + timedelta(days=chance.happens(0.12)) if chance.happens(0.93) else None
        days = [step.due_age.after(born)] if step.due_age else []
        if previous:
            days += [span.after(previous) for span in (step.min_interval, step.due_interval) if span]
        ready = max(days)
        if chance.happens(0.003):
            return max(born, ready - timedelta(days=chance.whole(3, 9)))  # given too early, as happens
        if care != "well":
            ready += timedelta(days=chance.whole(10, 150))
        day = self._session_after(ready, session)
        return None if step.max_age and day >= step.max_age.after(born) else day

    def _session_after(self, ready: date, session: int) -> date:
        """The hamlet's day of the month, this month or the next."""
        return (
            ready.replace(day=session) if ready.day <= session else add_months(ready.replace(day=session), 1)
        )

    def _mother(self, chance: Chance, resident: Resident) -> Iterator[Row]:
        """Tetanus in each pregnancy: two doses in the first, one in those after, five in a life."""
        given = 0
        until = resident.until(self.as_of)
        for born in resident.births:
            if born < date(2004, 1, 1) or resident.sex != "female":
                continue
            for weeks in (16, 11) if given == 0 else (14,):
                day = born - timedelta(days=7 * weeks + chance.whole(0, 20))
                if given >= 5 or day > until or chance.happens(0.08):
                    continue
                given += 1
                yield self._dose(chance, resident, "TT", given, day)

    def _covid(self, chance: Chance, resident: Resident) -> Iterator[Row]:
        for number, first in enumerate(_COVID, start=1):
            day = first + timedelta(days=chance.whole(0, 12))
            if day > resident.until(self.as_of) or chance.happens((0.04, 0.07, 0.3)[number - 1]):
                return
            yield self._dose(chance, resident, "COVID19", number, day)

    def _dose(self, chance: Chance, resident: Resident, vaccine: str, number: int, day: date) -> Row:
        product = _products()[vaccine]
        historical = day < self.computerised
        at_birth = vaccine == "HEPB"
        quarter = (day.month - 1) // 3
        written = day if not historical else max(resident.registered, day)
        return {
            "id": chance.id_on(written),
            "person": resident.id,
            "vaccine": vaccine,
            "dose_number": number,
            "given_on": day.isoformat(),
            "given_at": None if historical else f"{day}T{chance.whole(0, 3):02}:{chance.whole(0, 59):02}:00Z",
            "lot": f"{vaccine[:3]}{day.year % 100:02}{quarter + 1}{'AB'[chance.happens(0.5)]}",
            "expiry": f"{day.year + 1 + (quarter > 1):04}-{(6, 9, 3, 6)[quarter]:02}-28",
            "manufacturer": product.manufacturer,
            "site": product.site,
            "route": product.route,
            "volume": product.volume,
            "program": product.program,
            "vaccinator": None if historical or at_birth else chance.pick(NURSES),
            "historical": historical or at_birth,
            "facility": HOSPITAL if at_birth else None,
            "evidence": "card" if at_birth else "register" if historical else None,
            "screening": None if historical else "Đủ điều kiện",
            "reaction": chance.among(_REACTIONS) if chance.happens(0.02) else None,
            "note": None,
        }
