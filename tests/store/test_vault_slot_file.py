"""The slot file outlives a damaged copy, a lost one, and a power cut between two writes."""

import json
import os
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_app.common.errors import Refused, Unavailable
from station_app.store.vault import FLOOR, Health, Vault, state_of
from station_app.store.vault.slot_file import Slots, mend, read_slots, write_durably, write_slots

PASSWORD = "bản Mường Hoa 7 nhà sàn"
NAMES = ("vault.json", "vault.bak.json")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    Vault.create(tmp_path / "home", first_login="lan", password=PASSWORD, parameters=FLOOR)
    return tmp_path / "home"


def other_of(name: str) -> str:
    return NAMES[1 - NAMES.index(name)]


def newer(content: bytes) -> bytes:
    body = json.loads(content)
    del body["check"]
    body["format"] = 3
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return json.dumps({**body, "check": sha256(text.encode()).hexdigest()}).encode()


def test_both_copies_are_the_same_and_sound(home: Path) -> None:
    assert (home / NAMES[0]).read_bytes() == (home / NAMES[1]).read_bytes()
    state = Vault.open(home).state()
    assert (state.health, state.opens, state.code) == (Health.SOUND, True, "TR-K00")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("damage", [b"", b"{}", b"[]", b"\x00" * 512, b'{"check": 1}', b"[" * 100_000])
def test_a_damaged_copy_is_rebuilt_and_kept_beside(home: Path, name: str, damage: bytes) -> None:
    whole = (home / name).read_bytes()
    (home / name).write_bytes(damage)
    assert state_of(home).health is Health.ONE_DAMAGED
    assert (home / name).read_bytes() == damage, "looking changes nothing"
    vault = Vault.open(home)
    assert vault.found.health is Health.ONE_DAMAGED
    assert vault.state().health is Health.SOUND
    assert (home / name).read_bytes() == whole
    kept = [path.read_bytes() for path in home.glob("*.damaged-*")]
    assert kept == [damage]
    assert vault.unlock("lan", PASSWORD).data


def test_the_same_damage_twice_is_kept_once(home: Path) -> None:
    for _ in range(2):
        (home / "vault.json").write_bytes(b"broken")
        Vault.open(home)
    assert len(list(home.glob("*.damaged-*"))) == 1


@pytest.mark.parametrize("name", NAMES)
def test_a_lost_copy_is_rebuilt(home: Path, name: str) -> None:
    (home / name).unlink()
    vault = Vault.open(home)
    assert vault.found.health is Health.ONE_LOST
    assert (home / name).read_bytes() == (home / other_of(name)).read_bytes()


@pytest.mark.parametrize("position", range(0, 1000, 37))
def test_any_flipped_bit_is_noticed(home: Path, position: int) -> None:
    content = bytearray((home / "vault.json").read_bytes())
    content[position % len(content)] ^= 0b100
    (home / "vault.json").write_bytes(content)
    assert state_of(home).opens
    assert Vault.open(home).unlock("lan", PASSWORD).data


@pytest.mark.parametrize(
    "main, spare, health, code",
    [
        (None, None, Health.MISSING, "TR-K03"),
        (b"x", b"x", Health.DAMAGED, "TR-K04"),
        (b"x", None, Health.DAMAGED, "TR-K04"),
        (None, b"x", Health.DAMAGED, "TR-K04"),
    ],
)
def test_a_vault_that_cannot_open_is_explained_in_three_sentences(
    home: Path, main: bytes | None, spare: bytes | None, health: Health, code: str
) -> None:
    for name, content in zip(NAMES, (main, spare), strict=True):
        (home / name).unlink()
        if content is not None:
            (home / name).write_bytes(content)
    before = {path.name: path.read_bytes() for path in home.iterdir()}
    with pytest.raises(Unavailable) as unavailable:
        Vault.open(home)
    assert (state_of(home).health, unavailable.value.code) == (health, code)
    assert "chưa bị thay đổi" in unavailable.value.safety
    assert unavailable.value.happened
    assert unavailable.value.action
    assert {path.name: path.read_bytes() for path in home.iterdir()} == before


def test_a_file_of_a_newer_program_is_left_alone(home: Path) -> None:
    written = newer((home / "vault.json").read_bytes())
    (home / "vault.json").write_bytes(written)
    with pytest.raises(Unavailable, match="Cập nhật phần mềm"):
        Vault.open(home)
    assert (home / "vault.json").read_bytes() == written


def test_two_stations_files_mixed_up_are_left_alone(home: Path, tmp_path: Path) -> None:
    Vault.create(tmp_path / "b", first_login="mai", password=PASSWORD, parameters=FLOOR)
    foreign = (tmp_path / "b" / "vault.json").read_bytes()
    (home / "vault.bak.json").write_bytes(foreign)
    with pytest.raises(Unavailable, match="hai trạm khác nhau"):
        Vault.open(home)
    assert (home / "vault.bak.json").read_bytes() == foreign


@pytest.mark.parametrize("name", NAMES)
def test_a_power_cut_between_the_two_writes_leaves_the_newer_password(home: Path, name: str) -> None:
    older = (home / name).read_bytes()
    Vault.open(home, parameters=FLOOR).change_password("lan", PASSWORD, "mật khẩu mới của Lan")
    (home / name).write_bytes(older)
    vault = Vault.open(home)
    assert vault.unlock("lan", "mật khẩu mới của Lan").data
    assert (home / NAMES[0]).read_bytes() == (home / NAMES[1]).read_bytes()
    with pytest.raises(Refused, match="Sai mật khẩu"):
        vault.unlock("lan", PASSWORD)


@pytest.mark.parametrize("name", NAMES)
def test_a_power_cut_in_the_middle_of_a_write_leaves_the_old_file(home: Path, name: str) -> None:
    half = home / f"{name}.tmp"
    half.write_bytes((home / name).read_bytes()[:100])
    half.chmod(0o644)
    vault = Vault.open(home, parameters=FLOOR)
    assert vault.found.health is Health.SOUND
    vault.change_password("lan", PASSWORD, "mật khẩu mới của Lan")
    assert not half.exists()
    assert (home / name).stat().st_mode & 0o077 == 0


def test_a_disk_that_cannot_be_written_still_opens(home: Path) -> None:
    (home / "vault.bak.json").unlink()
    (home / "vault.bak.json.tmp").mkdir()
    vault = Vault.open(home)
    assert vault.state().health is Health.ONE_LOST
    assert vault.unlock("lan", PASSWORD).data


def test_a_file_lost_while_the_program_runs_is_explained(home: Path) -> None:
    vault = Vault.open(home)
    for name in NAMES:
        (home / name).unlink()
    with pytest.raises(Unavailable, match="TR-K03"):
        vault.unlock("lan", PASSWORD)


def test_a_write_that_fails_says_so_and_keeps_the_old_password(home: Path) -> None:
    (home / "vault.json.tmp").mkdir()
    vault = Vault.open(home, parameters=FLOOR)
    with pytest.raises(Unavailable, match="TR-K10"):
        vault.change_password("lan", PASSWORD, "mật khẩu mới của Lan")
    assert vault.unlock("lan", PASSWORD).data


def test_a_copy_that_cannot_be_read_is_not_written_over(home: Path) -> None:
    (home / "vault.bak.json").unlink()
    (home / "vault.bak.json").mkdir()
    vault = Vault.open(home)
    assert vault.state().health is Health.ONE_DAMAGED
    assert (home / "vault.bak.json").is_dir()


def test_a_file_is_the_owners_alone_from_its_first_byte(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_durably(tmp_path / "x", b"1")
    finally:
        os.umask(before)
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o600


UNKNOWN = st.dictionaries(st.text().map("x-{}".format), st.text() | st.integers() | st.none())
"""Slots of a kind that only a newer program knows."""


@given(
    st.lists(st.builds(lambda kind, told: {**told, "kind": f"x-{kind}"}, st.text(), UNKNOWN), max_size=5),
    st.integers(0),
)
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, slots, generation: int
) -> None:
    home = tmp_path_factory.mktemp("home")
    written = write_slots(home, Slots("v", generation, ("c",), tuple(slots)))
    assert written.generation == generation + 1
    assert read_slots(home) == written
    assert mend(home).health is Health.SOUND
