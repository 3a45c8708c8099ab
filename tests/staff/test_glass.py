"""Breaking the glass: with a second holder or a code, a reason, one person, a short time; and it is told."""

import json

import pytest

from station_app.app import home
from station_app.cli.main import main
from station_app.common.errors import Refused
from station_app.people.service import register_person
from station_app.staff.service import glass
from station_app.store.vault import FLOOR, Vault
from station_app.visits.service import correct_visit, record_visit, visit, visits_of
from tests.sealed_station import HEAD, NURSE, SealedStation, sealed_station

WHY = "Bất tỉnh, cần biết thuốc đang dùng"


@pytest.fixture(scope="module")
def station(tmp_path_factory) -> SealedStation:
    return sealed_station(tmp_path_factory.mktemp("glass") / "tram")


@pytest.fixture
def nurse(station):
    database = station.nurse()
    yield database
    database.close()


@pytest.fixture
def vault(station) -> Vault:
    return Vault.open(station.place, parameters=FLOOR)


def test_one_person_for_a_short_time_with_a_second_holder(nurse, vault, station):
    other = register_person(nurse, {"full_name": "Hạng A Tủa", "sex": "male", "birth_date": "1970"})
    hidden = record_visit(nurse, {"person": other, "reason": "x", "diagnosis": "Nhiễm HIV"}, confirmed=True)
    until = glass.break_glass(nurse, vault, station.person, WHY, login="truong", password=HEAD)
    shown = visits_of(nurse, [station.person, other], may_see_restricted=True)
    assert {line.id for line in shown[station.person]} >= set(station.visits.values())
    assert shown[other] == ()
    assert visit(nurse, hidden, may_see_restricted=True) is None
    # A correction in the emergency stays sealed, under the same record key.
    first = station.visits["hiv"]
    correct_visit(nurse, first, {"note": "zebracapcuu"}, reason="cấp cứu", confirmed=True)
    nurse.clock.move(minutes=glass.MINUTES - 1)
    assert visit(nurse, first, may_see_restricted=True) is not None
    nurse.clock.move(minutes=2)
    assert nurse.clock.now() > until
    assert visit(nurse, first, may_see_restricted=True) is None
    assert visits_of(nurse, [station.person], may_see_restricted=True)[station.person] == ()


@pytest.mark.parametrize(
    "reason, how, code",
    [
        ("gấp", {"login": "truong", "password": HEAD}, "reason_missing"),
        (WHY, {"login": "hanh", "password": NURSE}, "second_needed"),
        (WHY, {"login": "truong", "password": "sai mật khẩu rồi"}, None),
        (WHY, {"code": "00000-00000"}, None),
    ],
)
def test_without_reason_or_second_holder_or_code_it_stays_shut(nurse, vault, station, reason, how, code):
    with pytest.raises(Refused) as refused:
        glass.break_glass(nurse, vault, station.person, reason, **how)
    assert code in (None, refused.value.code)
    assert nurse.seals.glass is None
    assert visits_of(nurse, [station.person], may_see_restricted=True)[station.person] == ()


def test_a_code_opens_once_and_the_head_is_told_until_she_has_read_it(nurse, vault, station):
    head = station.head()
    [code] = glass.make_codes(head, vault, 1)
    before = len(glass.openings(head))
    glass.break_glass(nurse, vault, station.person, WHY, code=code)
    assert len(visits_of(nurse, [station.person], may_see_restricted=True)[station.person]) > 3
    nurse.acting(nurse.author)  # somebody else at the same window, or the same person after a lock
    nurse.seals.forget()
    assert visits_of(nurse, [station.person], may_see_restricted=True)[station.person] == ()
    with pytest.raises(Refused):
        glass.break_glass(nurse, vault, station.person, WHY, code=code)
    assert glass.openings(nurse) == []
    told = glass.openings(head)
    assert len(told) == before + 1
    assert (told[0].person, told[0].by_name, told[0].reason) == (station.person, "Vàng Thị Hạnh", WHY)
    with nurse.reading() as session:
        raw = nurse.raw(session)
        rows = raw.execute("SELECT person, reason, how FROM glass_opening").fetchall()
        noted = raw.execute("SELECT record FROM audit_entry WHERE action = 'broke_glass' AND result = 'done'")
        assert (station.person,) in noted.fetchall()
    assert set(rows) == {(None, None, None)}
    glass.acknowledge(head, told[0].id)
    assert len(glass.openings(head)) == before
    assert glass.openings(head, everything=True)[0].seen_at
    head.close()


def test_the_command_shows_and_forgets(station, monkeypatch, capsys):
    arguments = ["--home", str(station.place), "--user", "hanh", "break-glass", station.person, "--json"]
    monkeypatch.setenv("STATION_PASSWORD", NURSE)
    monkeypatch.setenv("STATION_SECOND_PASSWORD", HEAD)
    assert main([*arguments, "--reason", WHY, "--second", "truong"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert {one["restricted"] for one in shown["conditions"]} >= {"hiv", "violence"}
    assert main([*arguments, "--second", "truong"]) == 3
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "reason_missing"
    monkeypatch.setenv("STATION_PASSWORD", HEAD)
    listed = ["--home", str(station.place), "--user", "truong", "break-glass", "--list", "--json"]
    assert main(listed) == 0
    found = json.loads(capsys.readouterr().out)
    assert main([*listed[:-2], "--seen", found[0]["id"]]) == 0


def test_a_physician_loses_sight_with_the_role(station):
    head = station.head()
    assert len(visits_of(head, [station.person], may_see_restricted=True)[station.person]) > 3
    head.seals.may_see = lambda: False
    head.seals.heard(["user"])
    assert visits_of(head, [station.person], may_see_restricted=True)[station.person] == ()
    head.close()
    assert home.logins(station.place)
