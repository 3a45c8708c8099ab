"""A station with a head and a nurse, and sealed records of all four categories, written by the nurse."""

from dataclasses import dataclass
from pathlib import Path

from station_app.app import home
from station_app.health_records.service import add_condition, add_risk_factor
from station_app.households.service import register_household
from station_app.staff import service as staff
from station_app.store.database import Database
from station_app.store.vault import FLOOR, Vault
from station_app.visits.service import correct_visit, receive, record_visit
from tests.households.families import family
from tests.stations import MovableClock

HEAD, NURSE = "mường hoa hai nghìn 26", "suối mơ chảy qua bản 9"
WORDS = {
    "hiv": ("Nhiễm HIV zebrahiv", "B20", "uống TLD zebrathuoc"),
    "mental_health": ("Trầm cảm zebratam", "F32", "zebrasertralin"),
    "abortion": ("Phá thai zebrathai", "O04", "zebramiso"),
    "violence": ("Bạo lực zebraluc", "T74", "zebrabang"),
}
SIGNS = ("zebra", "ZEBRA")
"""In every word that was sealed, and nowhere else."""


@dataclass(frozen=True, slots=True)
class SealedStation:
    """`person` is whom all of it is about; `visits` and `conditions` are its ids by category."""

    place: Path
    household: str
    code: str
    person: str
    visits: dict[str, str]
    conditions: dict[str, str]
    became: str
    waiting: str
    risk: str

    def head(self) -> Database:
        return self._opened("truong", HEAD)

    def nurse(self) -> Database:
        return self._opened("hanh", NURSE)

    def _opened(self, login: str, password: str) -> Database:
        return home.unlock(self.place, login, password, cost=FLOOR, clock=MovableClock())

    @property
    def records(self) -> list[tuple[str, str]]:
        visits = [("visit", one) for one in (*self.visits.values(), self.became, self.waiting)]
        return [
            *visits,
            *(("condition", one) for one in self.conditions.values()),
            ("risk_factor", self.risk),
        ]


def sealed_station(place: Path) -> SealedStation:
    home.found(
        place,
        code="12345",
        name="Trạm Y tế xã Mường Hoa",
        login="truong",
        password=HEAD,
        full_name="Lò Văn Ín",
        cost=FLOOR,
        clock=MovableClock(),
    )
    head = home.unlock(place, "truong", HEAD, cost=FLOOR, clock=MovableClock())
    vault = Vault.open(place, parameters=FLOOR, clock=head.clock)
    values = {"name": "Vàng Thị Hạnh", "login": "hanh", "role": "nurse", "title": None}
    opened = staff.open_account(head, vault, values)
    house = register_household(head, {"hamlet": "Bản Dền"}, family(), confirmed_doubts=True)
    head.close()
    assert opened.first_password
    vault.change_password("hanh", opened.first_password, NURSE)
    nurse = home.unlock(place, "hanh", NURSE, cost=FLOOR, clock=MovableClock())
    try:
        return _written(nurse, place, house)
    finally:
        nurse.close()


def _written(nurse: Database, place: Path, house: object) -> SealedStation:
    with nurse.reading() as session:
        raw = nurse.raw(session)
        household, code = raw.execute("SELECT id, code FROM household").fetchone()
        (person,) = raw.execute(
            "SELECT person FROM household_member WHERE relation <> '00' LIMIT 1"
        ).fetchone()
    visits, conditions = {}, {}
    for category, (diagnosis, icd10, treatment) in WORDS.items():
        said = {"reason": "zebrareason", "diagnosis": diagnosis, "icd10_main": icd10, "treatment": treatment}
        visits[category] = record_visit(nurse, {"person": person, **said}, confirmed=True)
        conditions[category] = add_condition(nurse, person=person, name=diagnosis, note=treatment)
    became = record_visit(nurse, {"person": person, "reason": "mệt", "diagnosis": "Mệt mỏi"}, confirmed=True)
    correct_visit(
        nurse, became, {"diagnosis": "Nhiễm HIV zebramuon"}, reason="kết quả HIV zebralydo", confirmed=True
    )
    waiting = receive(nurse, person=person, reason="tư vấn HIV zebracho")
    risk = add_risk_factor(nurse, person=person, kind="other", note="bạo lực zebranguyco")
    return SealedStation(place, household, code, person, visits, conditions, became, waiting, risk)
