"""A dose written on two PCs apart: a question on both, counted once until it is decided, never lost."""

from dataclasses import dataclass
from datetime import date

import pytest

from station_app.app import summary
from station_app.exchange.service import recomputed_digests, synchronise
from station_app.households.service import HouseholdCard, NewMember, household_card, register_household
from station_app.immunization.rules import State
from station_app.immunization.service import (
    DoseToRecord,
    antigen_row,
    doses_of,
    doses_written_twice,
    due_list,
    keep_both_doses,
    keep_one_dose,
    record_dose,
)
from station_app.store.database import Database
from tests.paper.reading import words

TODAY = date(2026, 11, 21)
HEAD = {"full_name": "Giàng A Páo", "birth_date": "1980", "sex": "male"}
CHILD = {"full_name": "Giàng A Chư", "birth_date": "2025-10-01", "sex": "male"}


@dataclass
class Apart:
    """Two PCs that know the same child and have each written a dose without knowing of the other's."""

    pcs: tuple[Database, Database]
    house: HouseholdCard
    child: str

    def meet(self) -> None:
        for pc in (*self.pcs, *self.pcs):
            assert synchronise(pc).match is True
        one, other = map(recomputed_digests, self.pcs)
        assert one == other

    def write(self, vaccine: str, *days: str, products: tuple[str, ...] = ()) -> list[str]:
        made = []
        for pc, day, product in zip(self.pcs, days, products or (vaccine, vaccine), strict=True):
            wanted = DoseToRecord(person=self.child, vaccine=product, given_on=day, historical=True)
            made.append(record_dose(pc, wanted, confirmed=True))
        return made


@pytest.fixture
def apart(enrolled) -> Apart:
    a, b = enrolled("A"), enrolled("B")
    house = register_household(
        a, {"hamlet": "Bản Dền"}, [NewMember("00", values=HEAD), NewMember("02", values=CHILD)]
    )
    card = household_card(a, house)
    child = next(one.person for one in card.members if one.full_name == CHILD["full_name"])
    made = Apart((a, b), card, child)
    made.meet()
    return made


def steps_done(database: Database, child: str, code: str) -> int:
    card = antigen_row(database, child, TODAY)
    [series] = [one for one in card.series if one.code == code]
    return sum(step.state is State.DONE for step in series.steps)


def waits_for(database: Database, child: str) -> list[str]:
    lines = [line for line in due_list(database, TODAY).lines if line.person == child]
    return [f"{dose.series} {dose.dose_number}" for line in lines for dose in line.doses]


def test_a_dose_written_on_two_pcs_apart_is_asked_about_and_counted_once_on_both(apart):
    # Nine days are far enough for two doses of this vaccine: only the question keeps them from counting.
    one, other = apart.write("JE", "2026-10-20", "2026-10-29")
    apart.meet()
    for pc in apart.pcs:
        [twice] = doses_written_twice(pc)
        assert (twice.one, twice.other) == (one, other)
        assert len(doses_of(pc, [apart.child])[apart.child]) == 2, "nothing is dropped"
        assert steps_done(pc, apart.child, "JE") == 1
        assert "JE 2" in waits_for(pc, apart.child)
        sheet = words(summary.household(pc, apart.house.id))
        assert "mũi 1 (20/10/2026); có mũi ghi hai lần, chờ quyết" in sheet
        assert "mũi 1, 1" not in sheet


def test_one_dose_decided_on_one_pc_is_one_dose_on_the_other(apart):
    one, _ = apart.write("JE", "2026-10-20", "2026-10-29")
    apart.meet()
    _, b = apart.pcs
    keep_one_dose(b, doses_written_twice(b)[0], one)
    apart.meet()
    for pc in apart.pcs:
        assert not doses_written_twice(pc)
        assert [dose.id for dose in doses_of(pc, [apart.child])[apart.child]] == [one]
        assert steps_done(pc, apart.child, "JE") == 1


def test_two_doses_decided_are_both_counted_where_they_are_far_enough(apart):
    apart.write("JE", "2026-10-20", "2026-10-29")
    apart.meet()
    a, _ = apart.pcs
    keep_both_doses(a, doses_written_twice(a)[0])
    apart.meet()
    for pc in apart.pcs:
        assert not doses_written_twice(pc)
        numbers = [dose.dose_number for dose in doses_of(pc, [apart.child])[apart.child]]
        assert (numbers, steps_done(pc, apart.child, "JE")) == ([1, 2], 2)
        assert "JE 2" not in waits_for(pc, apart.child)


def test_another_product_of_the_same_antigen_on_a_nearby_day_is_asked_about_too(apart):
    apart.write("", "2025-12-03", "2025-12-05", products=("PENTA", "HEXAXIM"))
    apart.meet()
    for pc in apart.pcs:
        [twice] = doses_written_twice(pc)
        assert twice.label == "5 trong 1 (DPT-VGB-Hib) và 6 trong 1 (Hexaxim)"
        assert steps_done(pc, apart.child, "DPT") == 1


def test_doses_far_apart_or_of_other_antigens_are_no_question(apart):
    apart.write("JE", "2026-10-01", "2026-11-10")
    apart.write("", "2025-12-03", "2025-12-03", products=("OPV", "IPV"))
    apart.meet()
    for pc in apart.pcs:
        assert doses_written_twice(pc) == ()
        assert steps_done(pc, apart.child, "JE") == 2
