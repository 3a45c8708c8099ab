"""One key; a password, the paper code or the province takes it out, and nobody else."""

import base64
import json
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from station_app.common.errors import Refused, Unavailable
from station_app.store.vault import FLOOR, USUAL, Argon, Keys, Login, Vault
from tests.store.slot_files import rewritten

PASSWORD = "bản Mường Hoa 7 nhà sàn"


@dataclass
class HandClock:
    """A clock a test moves by hand."""

    at: datetime = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def today(self):
        return self.at.date()

    def pass_by(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass
class Made:
    """A vault with its secrets, as only its maker sees them."""

    home: Path
    vault: Vault
    keys: Keys
    code: str
    province: bytes
    clock: HandClock


@pytest.fixture
def made(tmp_path: Path) -> Made:
    province = X25519PrivateKey.generate()
    home = tmp_path / "trạm"
    _, keys, code = Vault.create(
        home,
        first_login="Lan",
        first_name="Nguyễn Thị Lan",
        password=PASSWORD,
        station_code="12345",
        province_key=province.public_key().public_bytes_raw(),
        parameters=FLOOR,
    )
    clock = HandClock()
    vault = Vault.open(home, parameters=FLOOR, clock=clock)
    return Made(home, vault, keys, code, province.private_bytes_raw(), clock)


def files(home: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in home.iterdir() if path.name != "attempts.json"}


def test_every_slot_gives_the_same_key(made: Made) -> None:
    made.vault.grant(made.keys, "mai", "Lò Thị Mai", "một mật khẩu khác hẳn", entitled=False)
    assert len(made.keys.data) == 32
    assert made.vault.unlock("lan", PASSWORD).data == made.keys.data
    assert made.vault.unlock("mai", "một mật khẩu khác hẳn").data == made.keys.data
    assert made.vault.unlock_with_code(made.code).data == made.keys.data
    assert made.vault.unlock_with_province(made.province).data == made.keys.data
    assert made.vault.export_key("lan", PASSWORD) == made.keys.data.hex()


def test_the_sign_in_lists_who_has_a_slot(made: Made) -> None:
    made.vault.grant(made.keys, " Mai ", "Lò  Thị Mai", "một mật khẩu khác hẳn", entitled=False)
    assert made.vault.logins() == [Login("lan", "Nguyễn Thị Lan", entitled=True), Login("mai", "Lò Thị Mai")]


def test_each_vault_has_its_own_key_code_and_salt(tmp_path: Path) -> None:
    made = [
        Vault.create(tmp_path / name, first_login="lan", password=PASSWORD, parameters=FLOOR) for name in "ab"
    ]
    assert made[0][1] != made[1][1]
    assert made[0][2] != made[1][2]


def test_a_wrong_password_opens_nothing_and_destroys_nothing(made: Made) -> None:
    before = files(made.home)
    for attempt in range(12):
        with pytest.raises(Refused, match="Sai mật khẩu") as refused:
            made.vault.unlock("lan", f"sai mật khẩu {attempt}")
        assert refused.value.field == "password"
        made.clock.pass_by(301)
    assert files(made.home) == before
    assert made.vault.unlock("lan", PASSWORD).data == made.keys.data
    assert files(made.home) == before


def test_a_vietnamese_password_is_one_password_however_it_was_encoded(made: Made) -> None:
    assert made.vault.unlock("LAN", unicodedata.normalize("NFD", PASSWORD)).data == made.keys.data


def test_an_unknown_login_is_said_to_be_unknown(made: Made) -> None:
    with pytest.raises(Refused, match="không có tài khoản “hoa”") as refused:
        made.vault.unlock("hoa", PASSWORD)
    assert refused.value.field == "login"


@pytest.mark.parametrize(
    "failures, seconds", [(3, 5), (4, 10), (5, 20), (6, 40), (7, 80), (8, 160), (9, 300), (5_000, 300)]
)
def test_each_wrong_password_makes_the_next_try_wait_longer(made: Made, failures: int, seconds: int) -> None:
    record = {"lan": [failures - 1, "2026-11-21T07:00:00Z"]}
    (made.home / "attempts.json").write_text(json.dumps(record))
    with pytest.raises(Refused, match=f"Lần sau phải chờ {seconds} giây"):
        made.vault.unlock("lan", "sai mật khẩu")
    made.clock.pass_by(seconds - 1)
    reopened = Vault.open(made.home, clock=made.clock)
    with pytest.raises(Refused, match=f"sai mật khẩu {failures} lần. Chờ 1 giây"):
        reopened.unlock("lan", PASSWORD)
    made.clock.pass_by(1)
    assert reopened.unlock("lan", PASSWORD).data == made.keys.data


def test_waiting_refuses_even_the_right_password_and_says_how_long(made: Made) -> None:
    for pause in ("gõ lại.$", "gõ lại.$", "Lần sau phải chờ 5 giây"):
        with pytest.raises(Refused, match=pause):
            made.vault.unlock("lan", "sai mật khẩu")
    made.clock.pass_by(2)
    with pytest.raises(Refused, match="Chờ 3 giây"):
        made.vault.unlock("lan", PASSWORD)
    made.clock.pass_by(3)
    assert made.vault.unlock("lan", PASSWORD).data == made.keys.data
    assert json.loads((made.home / "attempts.json").read_text()) == {}


def test_a_clock_set_back_a_year_locks_nobody_out(made: Made) -> None:
    for _ in range(3):
        with pytest.raises(Refused):
            made.vault.unlock("lan", "sai mật khẩu")
    made.clock.at -= timedelta(days=365)
    with pytest.raises(Refused, match="Chờ 5 giây"):
        made.vault.unlock("lan", PASSWORD)
    made.clock.pass_by(5)
    assert made.vault.unlock("lan", PASSWORD).data == made.keys.data


def test_one_persons_mistakes_make_nobody_else_wait(made: Made) -> None:
    made.vault.grant(made.keys, "mai", "", "một mật khẩu khác hẳn", entitled=False)
    for _ in range(3):
        with pytest.raises(Refused):
            made.vault.unlock("lan", "sai mật khẩu")
    assert made.vault.unlock("mai", "một mật khẩu khác hẳn").data == made.keys.data


@pytest.mark.parametrize(
    "record", ["", "{", "[]", "[" * 100_000, '{"lan": 5}', '{"lan": [9, "x"]}', '{"lan": [9, 9]}', "\x00"]
)
def test_a_damaged_record_of_failures_only_forgives_them(made: Made, record: str) -> None:
    (made.home / "attempts.json").write_text(record)
    with pytest.raises(Refused, match="Sai mật khẩu"):
        made.vault.unlock("lan", "sai mật khẩu")
    assert made.vault.unlock("lan", PASSWORD).data == made.keys.data


def test_failures_that_cannot_be_written_keep_nobody_out(made: Made) -> None:
    (made.home / "attempts.json").mkdir()
    with pytest.raises(Refused, match="Sai mật khẩu"):
        made.vault.unlock("lan", "sai mật khẩu")
    assert made.vault.unlock("lan", PASSWORD).data == made.keys.data


def test_a_changed_password_replaces_the_old_one(made: Made) -> None:
    made.vault.change_password("lan", PASSWORD, "mật khẩu mới của Lan")
    assert made.vault.unlock("lan", "mật khẩu mới của Lan").data == made.keys.data
    with pytest.raises(Refused, match="Sai mật khẩu"):
        made.vault.unlock("lan", PASSWORD)
    assert made.vault.unlock_with_code(made.code).data == made.keys.data


def test_a_wrong_old_password_or_a_weak_new_one_changes_nothing(made: Made) -> None:
    before = files(made.home)
    with pytest.raises(Refused, match="Sai mật khẩu"):
        made.vault.change_password("lan", "sai mật khẩu", "mật khẩu mới của Lan")
    with pytest.raises(Refused, match="ít nhất 14 ký tự"):
        made.vault.change_password("lan", PASSWORD, "ngắn")
    assert files(made.home) == before


def test_a_forgotten_password_loses_nothing(made: Made) -> None:
    for _ in range(4):
        with pytest.raises(Refused):
            made.vault.unlock("lan", "quên rồi không nhớ")
    made.vault.set_password(made.vault.unlock_with_code(made.code), "lan", "lần này ghi vào giấy")
    assert made.vault.unlock("lan", "lần này ghi vào giấy").data == made.keys.data


def test_a_removed_user_opens_nothing_any_more(made: Made) -> None:
    made.vault.grant(made.keys, "mai", "Lò Thị Mai", "một mật khẩu khác hẳn", entitled=False)
    made.vault.remove_user(made.keys, "mai")
    with pytest.raises(Refused, match="không có tài khoản"):
        made.vault.unlock("mai", "một mật khẩu khác hẳn")
    for content in files(made.home).values():
        assert b'"mai"' not in content


def test_the_last_user_stays(made: Made) -> None:
    before = files(made.home)
    with pytest.raises(Refused, match="tài khoản cuối cùng"):
        made.vault.remove_user(made.keys, "lan")
    assert files(made.home) == before


@pytest.mark.parametrize("login", ["lan", " LAN", ""])
def test_a_login_is_taken_once_and_never_empty(made: Made, login: str) -> None:
    with pytest.raises(Refused) as refused:
        made.vault.grant(made.keys, login, "", "một mật khẩu khác hẳn", entitled=False)
    assert refused.value.field == "login"


def test_a_foreign_key_is_given_no_slot(made: Made) -> None:
    with pytest.raises(ValueError, match="another vault"):
        made.vault.grant(
            Keys(bytes(32), made.keys.private), "mai", "", "một mật khẩu khác hẳn", entitled=False
        )


def test_a_slot_relabelled_in_the_file_opens_nothing(made: Made) -> None:
    """Mai may not become Lan by exchanging two names in the slot file."""
    made.vault.grant(made.keys, "mai", "", "một mật khẩu khác hẳn", entitled=False)
    swap = {"lan": "mai", "mai": "lan"}

    def exchange(body) -> None:
        for slot in body["slots"]:
            if slot["kind"] == "user":
                slot["login"] = swap[slot["login"]]

    rewritten(made.home, exchange)
    with pytest.raises(Refused, match="Sai mật khẩu"):
        made.vault.unlock("lan", "một mật khẩu khác hẳn")


def test_a_slot_tampered_to_eat_the_memory_is_named(made: Made) -> None:
    rewritten(made.home, lambda body: body["slots"][0]["argon"].update(memory_kib=1 << 30))
    with pytest.raises(Unavailable, match="TR-K07"):
        made.vault.unlock("lan", PASSWORD)
    assert made.vault.unlock_with_code(made.code).data == made.keys.data


def test_a_kind_of_slot_from_a_newer_program_is_handed_on(made: Made) -> None:
    rewritten(made.home, lambda body: body["slots"].append({"kind": "fingerprint", "x": 1}))
    made.vault.change_password("lan", PASSWORD, "mật khẩu mới của Lan")
    assert {"kind": "fingerprint", "x": 1} in json.loads((made.home / "vault.json").read_bytes())["slots"]


def test_a_new_recovery_code_retires_the_old_paper(made: Made) -> None:
    code = made.vault.renew_code(made.keys)
    assert made.vault.unlock_with_code(code.lower()).data == made.keys.data
    with pytest.raises(Refused, match="thay bằng mã mới") as refused:
        made.vault.unlock_with_code(made.code)
    assert refused.value.field == "code"


def test_two_who_write_at_once_undo_nothing_of_each_other(made: Made) -> None:
    """A command gives Mai a slot while the window prints a sheet: the sheet is refused, and Mai stays."""

    def meanwhile(code: str, number: int) -> None:
        Vault.open(made.home, parameters=FLOOR).grant(
            made.keys, "mai", "", "một mật khẩu khác hẳn", entitled=False
        )

    with pytest.raises(Refused) as refused:
        made.vault.renew_code(made.keys, meanwhile)
    assert refused.value.code == "slots_changed"
    assert made.vault.unlock("mai", "một mật khẩu khác hẳn").data == made.keys.data
    assert made.vault.unlock_with_code(made.code).data == made.keys.data, "the old paper is still good"


def test_another_stations_code_opens_nothing(made: Made, tmp_path: Path) -> None:
    _, _, code = Vault.create(tmp_path / "b", first_login="x", password=PASSWORD, parameters=FLOOR)
    with pytest.raises(Refused, match="không phải của trạm này"):
        made.vault.unlock_with_code(code)


@pytest.mark.parametrize("private", [bytes(range(32)), b"short"], ids=["another", "no key"])
def test_another_provinces_key_opens_nothing(made: Made, private: bytes) -> None:
    with pytest.raises(Refused, match="không mở được trạm này"):
        made.vault.unlock_with_province(private)


def test_what_is_sealed_for_one_station_opens_no_other(made: Made) -> None:
    def move(body) -> None:
        next(slot for slot in body["slots"] if slot["kind"] == "province")["station_code"] = "99999"

    rewritten(made.home, move)
    with pytest.raises(Refused):
        made.vault.unlock_with_province(made.province)


def test_the_province_may_come_later_or_change_its_key(made: Made) -> None:
    later = X25519PrivateKey.generate()
    made.vault.set_province(
        made.keys, station_code="12345", province_key=later.public_key().public_bytes_raw()
    )
    assert made.vault.unlock_with_province(later.private_bytes_raw()).data == made.keys.data
    with pytest.raises(Refused):
        made.vault.unlock_with_province(made.province)
    with pytest.raises(Refused, match="32 byte"):
        made.vault.set_province(made.keys, station_code="12345", province_key=b"short")


def test_a_vault_without_a_province_has_no_such_door(tmp_path: Path) -> None:
    vault, *_ = Vault.create(tmp_path, first_login="lan", password=PASSWORD, parameters=FLOOR)
    with pytest.raises(Refused):
        vault.unlock_with_province(bytes(range(32)))


def test_the_files_hold_no_secret(made: Made) -> None:
    with pytest.raises(Refused):
        made.vault.unlock("lan", "sai mật khẩu đây")
    secrets = [PASSWORD.encode(), "sai mật khẩu đây".encode(), made.code.encode(), made.keys.data]
    secrets += [
        base64.b64encode(made.keys.data),
        made.keys.data.hex().encode(),
        made.code.replace("-", "").encode(),
    ]
    for path in made.home.iterdir():
        assert not [secret for secret in secrets if secret in path.read_bytes()]
        assert path.stat().st_mode & 0o077 == 0


def test_a_vault_is_never_written_over(made: Made) -> None:
    before = files(made.home)
    with pytest.raises(Refused, match="không ghi đè"):
        Vault.create(made.home, first_login="x", password=PASSWORD, parameters=FLOOR)
    (made.home / "vault.json").write_bytes(b"broken")
    (made.home / "vault.bak.json").unlink()
    with pytest.raises(Refused, match="không ghi đè"):
        Vault.create(made.home, first_login="x", password=PASSWORD, parameters=FLOOR)
    assert before["vault.json"]


def test_a_home_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="TR-K11"):
        Vault.create(tmp_path / "file" / "home", first_login="x", password=PASSWORD, parameters=FLOOR)


@pytest.mark.parametrize(
    "cost", [(19 * 1024 - 1, 2, 1), (19 * 1024, 1, 1), (1 << 21, 2, 1), (19 * 1024, 2, 0), (19 * 1024, 65, 1)]
)
def test_a_guess_is_never_cheaper_than_the_floor(cost: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="Argon2id"):
        Argon(*cost)


def test_a_slot_keeps_the_cost_it_was_made_with(made: Made) -> None:
    slot = json.loads((made.home / "vault.json").read_bytes())["slots"][0]
    assert slot["argon"] == {"memory_kib": 19 * 1024, "iterations": 2, "lanes": 1}
    usual = Vault.open(made.home, parameters=USUAL)
    usual.change_password("lan", PASSWORD, "mật khẩu mới của Lan")
    slot = json.loads((made.home / "vault.json").read_bytes())["slots"][0]
    assert slot["argon"]["memory_kib"] == USUAL.memory_kib
    assert made.vault.unlock("lan", "mật khẩu mới của Lan").data == made.keys.data
