"""What a guess costs is measured on its PC, and lies between OWASP's minimum and what 4 GB bear."""

import pytest

from station_app.store.vault import FLOOR, USUAL, Argon, Vault, measured_cost
from station_app.store.vault.measuring import MOST_MEMORY, TARGET, seconds
from tests.store.slot_files import body_of

PASSWORD, OTHER = "bản Mường Hoa 7 nhà sàn", "mật khẩu mới của Lan"


class Machine:
    """A PC that passes over so many MiB a second, and takes a moment to start."""

    def __init__(self, mib_per_second: float, start: float = 0.0) -> None:
        self.speed, self.start, self.timed = mib_per_second, start, 0

    def __call__(self, cost: Argon) -> float:
        self.timed += 1
        return cost.work / 1024 / self.speed + self.start


@pytest.mark.parametrize("speed", [20, 76, 100, 300, 700, 1_200, 5_000, 1e7])
@pytest.mark.parametrize("start", [0.0, 0.004])
def test_half_a_second_within_the_bounds_on_any_pc(speed: float, start: float) -> None:
    machine = Machine(speed, start)
    cost = measured_cost(timer=machine)
    assert machine.timed <= 5, "a few derivations, not a benchmark"
    assert FLOOR.memory_kib <= cost.memory_kib <= MOST_MEMORY
    assert cost.iterations >= FLOOR.iterations
    if machine(FLOOR) >= TARGET:
        assert cost == FLOOR, "slower than half a second, but never below the minimum"
    elif cost.iterations < 64:
        assert machine(cost) == pytest.approx(TARGET, rel=0.3)


def test_a_pc_that_was_busy_while_it_was_measured_is_measured_again() -> None:
    """The second derivation was disturbed: what was chosen by it is timed itself."""
    times = iter([0.2, 0.4])
    machine = Machine(300)
    cost = measured_cost(timer=lambda cost: next(times, None) or machine(cost))
    assert machine(cost) == pytest.approx(TARGET, rel=0.3)


def test_this_pc_is_measured_for_real() -> None:
    assert 0.001 < seconds(FLOOR) < 10


def test_an_installation_keeps_what_it_measured(tmp_path) -> None:
    measured = Argon(24 * 1024, 2, 1)
    Vault.create(tmp_path, first_login="lan", password=PASSWORD, measure=lambda: measured)
    assert body_of(tmp_path)["notes"]["cost"] == {"memory_kib": 24 * 1024, "iterations": 2, "lanes": 1}
    Vault.open(tmp_path, measure=_never).change_password("lan", PASSWORD, OTHER)
    assert body_of(tmp_path)["slots"][0]["argon"]["memory_kib"] == 24 * 1024
    assert Vault.open(tmp_path).unlock("lan", OTHER).data


def test_a_slot_written_anew_is_never_cheaper_than_before(tmp_path) -> None:
    Vault.create(tmp_path, first_login="lan", password=PASSWORD, parameters=Argon(24 * 1024, 2, 1))
    Vault.open(tmp_path, parameters=FLOOR).change_password("lan", PASSWORD, OTHER)
    assert body_of(tmp_path)["slots"][0]["argon"]["memory_kib"] == 24 * 1024
    Vault.open(tmp_path, parameters=USUAL).change_password("lan", OTHER, PASSWORD)
    assert body_of(tmp_path)["slots"][0]["argon"]["memory_kib"] == USUAL.memory_kib


def _never() -> Argon:
    raise AssertionError("it has been measured at installation")
