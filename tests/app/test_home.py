"""Founding a station's folder and signing in to it."""

from pathlib import Path

import pytest

from station_app.app import home
from station_app.common.errors import Refused
from station_app.staff import service as staff
from station_app.store import policy
from station_app.store.vault import FLOOR
from sync.codec import decode

PASSWORD = "suối trong mường hoa"


def _found(place: Path, name: str) -> home.Founded:
    return home.found(
        place,
        code="12345",
        name="Trạm Y tế xã Mường Hoa",
        login="truongtram",
        password=PASSWORD,
        full_name=name,
        cost=FLOOR,
    )


def test_two_pcs_with_the_same_login_keep_their_own_authors(tmp_path: Path) -> None:
    made = [_found(tmp_path / pc, name) for pc, name in (("a", "YS. Hạnh"), ("b", "BS. Páo"))]
    stations = [home.unlock(tmp_path / pc, "truongtram", PASSWORD, cost=FLOOR) for pc in ("a", "b")]
    for here, there in (stations, stations[::-1]):
        with there.reading() as session:
            raw = there.raw(session)
            device = raw.execute("SELECT device FROM sync_self").fetchone()[0]
            payloads = [bytes(row[0]) for row in raw.execute("SELECT payload FROM sync_outbox")]
        with here.taking_in() as intake:
            intake.take([decode(device, payload, 1 << 60) for payload in payloads])
    for station in stations:
        assert len(staff.users(station)) == 2
        station.close()
    for pc, founded in zip(("a", "b"), made, strict=True):
        again = home.unlock(tmp_path / pc, "truongtram", PASSWORD, cost=FLOOR)
        assert again.author.user == founded.user
        again.close()


@pytest.mark.parametrize("code", ["1234", "123456", "abcde", ""])
def test_a_station_code_has_five_digits(tmp_path: Path, code: str) -> None:
    with pytest.raises(Refused, match="5 chữ số"):
        home.found(tmp_path / "x", code=code, name="Trạm", login="a", password=PASSWORD, cost=FLOOR)


def test_founding_twice_in_one_folder_is_refused_and_the_first_station_still_opens(tmp_path: Path) -> None:
    _found(tmp_path / "a", "YS. Hạnh")
    with pytest.raises(Refused, match="Không ghi đè"):
        _found(tmp_path / "a", "Người khác")
    home.unlock(tmp_path / "a", "truongtram", PASSWORD, cost=FLOOR).close()


def test_the_provisioning_file_brings_the_key_whose_policy_counts(tmp_path: Path) -> None:
    facts = {"it_key": "AB" * 32}
    place = tmp_path / "a"
    home.found(place, code="12345", name="Trạm", login="a1", password=PASSWORD, provision=facts, cost=FLOOR)
    station = home.unlock(place, "a1", PASSWORD, cost=FLOOR)
    assert policy.signer(station) == "ab" * 32
    station.close()


@pytest.mark.parametrize("content", ["", "[1]", '{"province_key": "zz"}', '{"lạ": 1}', '{"ward": 5}'])
def test_a_broken_provisioning_file_is_refused_in_words(tmp_path: Path, content: str) -> None:
    file = tmp_path / "cap-phat.json"
    file.write_text(content, "utf-8")
    with pytest.raises(Refused) as refused:
        home.found(
            tmp_path / "x",
            code="12345",
            name="Trạm",
            login="a",
            password=PASSWORD,
            provision=home.read_provision(file),
            cost=FLOOR,
        )
    assert refused.value.field == "provision"
    assert not (tmp_path / "x" / "station.db").exists()
