"""A guesser waits, whatever they do to the clock or the program; nobody is locked out for good."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from station_app.common.errors import Refused
from station_app.store.vault.attempts import FREE_TRIES_TOGETHER, Attempts


class Pc:
    """A clock on the wall that anybody may set, and the time since it was switched on."""

    def __init__(self) -> None:
        self.wall, self.up = datetime(2026, 11, 30, 8, tzinfo=UTC), 1_000.0

    def now(self) -> datetime:
        return self.wall

    def today(self):
        return self.wall.date()

    def uptime(self) -> float:
        return self.up

    def passes(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.up += seconds


@pytest.fixture
def pc() -> Pc:
    return Pc()


def attempts(home: Path, pc: Pc) -> Attempts:
    """A program started anew."""
    return Attempts(home, pc, pc.uptime)


def wrong(home: Path, pc: Pc, times: int, login: str = "lan") -> None:
    for _ in range(times):
        attempts(home, pc).failed(login)


def test_a_wait_outlasts_the_program(tmp_path: Path, pc: Pc):
    wrong(tmp_path, pc, 3)
    with pytest.raises(Refused, match="Chờ 5 giây"):
        attempts(tmp_path, pc).refuse_while_waiting("lan")
    pc.passes(5)
    attempts(tmp_path, pc).refuse_while_waiting("lan")


def test_setting_the_clock_forward_shortens_nothing(tmp_path: Path, pc: Pc):
    wrong(tmp_path, pc, 8)
    pc.wall += timedelta(days=400)
    with pytest.raises(Refused, match="Chờ 160 giây"):
        attempts(tmp_path, pc).refuse_while_waiting("lan")
    pc.passes(160)
    attempts(tmp_path, pc).refuse_while_waiting("lan")


def test_setting_the_clock_back_makes_one_wait_once_more(tmp_path: Path, pc: Pc):
    wrong(tmp_path, pc, 3)
    pc.wall -= timedelta(days=400)
    with pytest.raises(Refused, match="Chờ 5 giây"):
        attempts(tmp_path, pc).refuse_while_waiting("lan")
    pc.passes(5)
    attempts(tmp_path, pc).refuse_while_waiting("lan")


def test_a_pc_that_was_switched_off_goes_by_its_clock(tmp_path: Path, pc: Pc):
    wrong(tmp_path, pc, 3)
    pc.wall, pc.up = pc.wall + timedelta(hours=1), 30.0
    attempts(tmp_path, pc).refuse_while_waiting("lan")


def test_one_password_tried_on_everybody_makes_all_of_them_wait(tmp_path: Path, pc: Pc):
    for number in range(FREE_TRIES_TOGETHER):
        attempts(tmp_path, pc).refuse_while_waiting("mai")
        attempts(tmp_path, pc).failed(f"login{number}")
    with pytest.raises(Refused, match=r"trên máy này 10 lần\. Chờ 5 giây"):
        attempts(tmp_path, pc).refuse_while_waiting("mai")
    pc.passes(5)
    attempts(tmp_path, pc).refuse_while_waiting("mai")
    attempts(tmp_path, pc).succeeded("mai")
    assert attempts(tmp_path, pc).failed("mai") == timedelta(0)


def test_a_record_of_an_older_release_is_understood(tmp_path: Path, pc: Pc):
    (tmp_path / "attempts.json").write_text('{"lan": [3, "2026-11-30T08:00:00Z"]}')
    with pytest.raises(Refused, match="Chờ 5 giây"):
        attempts(tmp_path, pc).refuse_while_waiting("lan")
