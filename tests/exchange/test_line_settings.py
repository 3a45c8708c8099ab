"""How a PC reaches the province is set here, kept through broken rounds, and what it carries is counted."""

import pytest

from station_app.common.errors import Refused, Unavailable
from station_app.exchange.service import (
    allow_more,
    enroll,
    line_settings,
    line_state,
    set_line,
    synchronise,
    usage,
)
from station_app.people.model import Person
from station_app.store.database import Database
from sync.gateway.enrolment import revoke
from sync.message import PAGE

PEM_LIKE = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"


@pytest.fixture
def pc(enrolled) -> Database:
    return enrolled("A")


def write(database: Database, count: int = 1) -> None:
    for number in range(count):
        with database.writing() as session:
            session.add(Person(full_name=f"Lò Thị Dền {number}", birth_date="1990"))


def sql(database: Database, text: str) -> tuple:
    with database.reading() as session:
        return tuple(database.raw(session).execute(text).fetchone())


def test_addresses_are_tried_in_order_and_the_dead_one_is_passed_by(pc):
    alive = line_settings(pc).gateways[0]
    set_line(pc, gateways=["http://127.0.0.1:9/", alive])
    assert line_settings(pc).gateways == ("http://127.0.0.1:9", alive)
    write(pc)
    assert synchronise(pc).match is True


@pytest.mark.parametrize(
    "wanted, field",
    [
        ({"gateways": ["http://kho.tinh.vn"]}, "gateway"),
        ({"authority": PEM_LIKE}, "authority"),
        ({"proxy": "10.0.0.1"}, "proxy"),
        ({"budget_mb": -1}, "budget"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_and_nothing_changes(pc, wanted, field):
    before = line_settings(pc)
    with pytest.raises(Refused) as refused:
        set_line(pc, **wanted)
    assert refused.value.field == field
    assert line_settings(pc) == before


def test_settings_are_taken_away_again(pc):
    set_line(pc, proxy="http://10.0.0.1:3128", budget_mb=5)
    assert (line_settings(pc).proxy, line_settings(pc).budget_mb) == ("http://10.0.0.1:3128", 5)
    set_line(pc, proxy="", budget_mb=0)
    assert (line_settings(pc).proxy, line_settings(pc).budget_mb) == (None, None)


def test_a_pc_without_a_line_has_nothing_to_set(database):
    with pytest.raises(Refused) as refused:
        set_line(database, budget_mb=5)
    assert refused.value.code == "not_enrolled"
    assert usage(database).left is None


def test_what_a_day_costs_is_counted_as_it_passes_on_the_line(pc, province):
    write(pc, 20)
    before = len(province.proxy.passed)
    synchronise(pc)
    passed = province.proxy.passed[before:]
    used = usage(pc)
    assert used.up == pytest.approx(sum(up for up, _ in passed), rel=0.1, abs=60)
    assert used.down == pytest.approx(sum(down for _, down in passed), rel=0.1, abs=60)


def test_a_day_beyond_its_budget_waits_in_words_until_the_nurse_says_otherwise(pc):
    write(pc)
    set_line(pc, budget_mb=1)
    synchronise(pc)
    with pc.taking_in() as intake:
        intake.raw.execute("UPDATE sync_usage SET up = 999000")
    write(pc)
    synchronise(pc)  # its question was asked before the budget was used up
    with pc.taking_in() as intake:
        intake.raw.execute("UPDATE sync_usage SET up = 1000000")
    write(pc)
    with pytest.raises(Unavailable) as unavailable:
        synchronise(pc)
    assert unavailable.value.code == "T-206"
    assert "an toàn" in unavailable.value.safety
    assert line_state(pc).unsent == 1
    allow_more(pc)
    assert synchronise(pc).match is True
    assert usage(pc).left is None


def test_a_new_day_has_a_new_budget(pc):
    set_line(pc, budget_mb=1)
    with pc.taking_in() as intake:
        intake.raw.execute("INSERT INTO sync_usage VALUES ('2026-11-20', 5000000, 0, 1)")
    assert (usage(pc).up, usage(pc).left, usage(pc).allowed) == (0, 1_000_000, False)


def test_a_bad_line_asks_for_less_the_next_time_too(pc, province):
    write(pc)
    assert sql(pc, "SELECT room, protocol FROM sync_line") == (None, 1)
    synchronise(pc)
    assert sql(pc, "SELECT room, protocol FROM sync_line") == (PAGE, 2)


def test_pitfall_13_a_pc_whose_access_was_revoked_keeps_its_data_readable(pc, province):
    """pitfall 13: the data belongs to the station; who is shut out is locked out, not wiped."""
    write(pc, 3)
    synchronise(pc)
    write(pc)
    revoke(province.warehouse, sql(pc, "SELECT device FROM sync_self")[0])
    with pytest.raises(Unavailable) as unavailable:
        synchronise(pc)
    assert unavailable.value.code == "T-21-revoked"
    assert sql(pc, "SELECT count(*) FROM person") == (4,)
    write(pc)
    assert line_state(pc).unsent == 2


def test_a_gateway_that_once_spoke_better_is_not_spoken_to_in_old_words(pc, province):
    synchronise(pc)
    with pc.taking_in() as intake:
        intake.raw.execute("UPDATE sync_line SET protocol = 2, gateway = gateway || '/elsewhere'")
    with pytest.raises(Unavailable) as unavailable:
        synchronise(pc)
    assert unavailable.value.code == "T-21-downgrade"


def test_enrolling_goes_the_way_that_is_named_and_the_line_keeps_to_it(station, province):
    pc = station("B")
    with pytest.raises(Refused) as refused:
        enroll(pc, province.url, province.code(point="Điểm B"), authority=PEM_LIKE)
    assert refused.value.field == "authority"
    enroll(pc, province.url, province.code(point="Điểm B"), proxy="http://10.0.0.1:3128")
    assert line_settings(pc).proxy == "http://10.0.0.1:3128"
