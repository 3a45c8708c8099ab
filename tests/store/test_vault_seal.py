"""The seal key: who holds it reads restricted records, who does not can only add to them."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from station_app.common.errors import Refused, Unavailable
from station_app.store.vault import FLOOR, Keys, Vault
from tests.store.slot_files import body_of, rewritten

LAN, MAI, PAO = "bản Mường Hoa 7 nhà sàn", "một mật khẩu khác hẳn", "nương ngô trên núi cao"
PROVINCE = bytes(range(1, 33))


@dataclass
class Made:
    """Lan heads the station, Páo is its physician, Mai a nurse."""

    vault: Vault
    keys: Keys
    code: str

    @property
    def seal(self) -> bytes:
        assert self.keys.private.seal
        return self.keys.private.seal


@pytest.fixture
def made(tmp_path: Path) -> Made:
    public = X25519PrivateKey.from_private_bytes(PROVINCE).public_key().public_bytes_raw()
    vault, keys, code = Vault.create(
        tmp_path, first_login="lan", password=LAN, province_key=public, parameters=FLOOR
    )
    vault.grant(keys, "pao", "", PAO, entitled=True)
    vault.grant(keys, "mai", "", MAI, entitled=False)
    return Made(vault, keys, code)


def seals(made: Made) -> dict[str, bool]:
    """Who has the newest seal key."""
    seal = made.vault.unlock("lan", LAN).private.seal
    return {
        "pao": made.vault.unlock("pao", PAO).private.seal == seal,
        "mai": made.vault.unlock("mai", MAI).private.seal == seal,
        "code": made.vault.unlock_with_code(made.code).private.seal == seal,
        "province": made.vault.unlock_with_province(PROVINCE).private.seal == seal,
    }


EVERYBODY = {"pao": True, "mai": False, "code": True, "province": True}


def test_the_entitled_paper_and_the_province_hold_it_and_a_nurse_does_not(made: Made) -> None:
    assert seals(made) == EVERYBODY
    mai = made.vault.unlock("mai", MAI).private
    assert (mai.seals, mai.box) == ((), made.keys.private.box)
    owns = {made.vault.unlock(login, word).private.own for login, word in (("lan", LAN), ("mai", MAI))}
    assert len(owns) == 2, "each has a key of their own"
    assert [login.entitled for login in made.vault.logins()] == [True, True, False]


def test_it_comes_and_goes_with_the_role(made: Made) -> None:
    made.vault.set_entitled(made.keys, "mai", True)
    assert made.vault.unlock("mai", MAI).private.seal == made.seal
    made.vault.set_entitled(made.keys, "mai", False)
    assert made.vault.unlock("mai", MAI).private.seal is None
    assert made.vault.advised() == (0, 1), "she may have copied it"


def test_only_a_holder_gives_it(made: Made) -> None:
    mai = made.vault.unlock("mai", MAI)
    made.vault.grant(mai, "hoa", "", "mật khẩu của Hoa đây", entitled=False)
    for give in (
        lambda: made.vault.set_entitled(mai, "hoa", True),
        lambda: made.vault.grant(mai, "tu", "", "mật khẩu của Tú đây", entitled=True),
        lambda: made.vault.set_password(mai, "pao", "mật khẩu mới cho Páo"),
        lambda: made.vault.renew_code(mai),
        lambda: made.vault.make_glass_codes(mai, 1),
        lambda: made.vault.rotate_seal(mai),
    ):
        with pytest.raises(Refused) as refused:
            give()
        assert refused.value.code == "seal_needed"
    assert seals(made) == EVERYBODY


def test_the_last_holder_keeps_it(made: Made) -> None:
    made.vault.set_entitled(made.keys, "lan", False)
    for take in (
        lambda: made.vault.set_entitled(made.keys, "pao", False),
        lambda: made.vault.remove_user(made.keys, "pao"),
    ):
        with pytest.raises(Refused) as refused:
            take()
        assert refused.value.code == "seal_last"


def test_a_password_set_by_the_head_keeps_the_role_and_must_be_changed(made: Made) -> None:
    before = made.vault.unlock("pao", PAO).private.own
    made.vault.set_password(made.keys, "pao", "tạm thời thôi nhé", must_change=True)
    assert next(login.must_change for login in made.vault.logins() if login.login == "pao")
    made.vault.change_password("pao", "tạm thời thôi nhé", PAO)
    assert not any(login.must_change for login in made.vault.logins())
    after = made.vault.unlock("pao", PAO).private
    assert after.seal == made.seal
    assert after.own != before, "what was theirs alone is not the head's to open"


def test_ones_own_key_outlives_a_changed_password(made: Made) -> None:
    before = made.vault.unlock("mai", MAI)
    made.vault.change_password("mai", MAI, "mật khẩu mới của Mai")
    assert made.vault.unlock("mai", "mật khẩu mới của Mai") == before


def test_a_new_seal_key_is_for_new_records_and_the_old_stay_readable(made: Made) -> None:
    code = made.vault.make_glass_codes(made.keys, 1)[0]
    made.vault.remove_user(made.keys, "pao")
    assert made.vault.advised() == (1, 1)
    keys = [made.keys]
    for _ in range(3):
        keys.append(made.vault.rotate_seal(keys[-1]))
    assert made.vault.advised() == (1, 0)
    lan = made.vault.unlock("lan", LAN)
    assert lan == keys[-1]
    assert lan.private.seals == tuple(each.private.seal for each in reversed(keys))
    assert made.vault.unlock_with_code(made.code).private.seals == lan.private.seals
    assert made.vault.unlock_with_province(PROVINCE).private.seals == lan.private.seals
    mai = made.vault.unlock("mai", MAI).private
    assert (mai.seals, mai.box) == ((), lan.private.box)
    assert made.vault.break_glass_with_code(code) == lan.private.seal


def test_a_slot_planted_in_the_file_is_given_no_new_seal_key(made: Made) -> None:
    """Mai exchanges Páo's public key in the file for hers, and waits for the next seal key."""
    public = next(slot["public"] for slot in body_of(made.vault.home)["slots"] if slot.get("login") == "mai")

    def plant(body) -> None:
        next(slot for slot in body["slots"] if slot.get("login") == "pao")["public"] = public

    rewritten(made.vault.home, plant)
    made.vault.rotate_seal(made.keys)
    slots = {slot.get("login"): slot for slot in body_of(made.vault.home)["slots"]}
    assert "seal" in slots["lan"]
    assert "seal" not in slots["pao"]


def test_a_box_planted_in_the_file_is_not_sealed_for(made: Made) -> None:
    """IT, without a slot, would have everybody seal for a key of IT's own."""
    rewritten(made.vault.home, lambda body: body["seals"][-1].update(public=body["slots"][0]["public"]))
    with pytest.raises(Unavailable, match="TR-K12"):
        made.vault.unlock("mai", MAI)


def test_a_code_breaks_the_glass_once(made: Made) -> None:
    codes = made.vault.make_glass_codes(made.keys, 3)
    assert made.vault.glass_codes_left() == 3
    assert made.vault.break_glass_with_code(codes[1].lower()) == made.seal
    for again in (codes[1], made.code):
        with pytest.raises(Refused) as refused:
            made.vault.break_glass_with_code(again)
        assert refused.value.code == "glass_code_wrong"
    with pytest.raises(Refused):
        made.vault.unlock_with_code(codes[0])
    made.vault.withdraw_glass_codes(made.keys)
    with pytest.raises(Refused):
        made.vault.break_glass_with_code(codes[0])


def test_a_code_that_cannot_be_spent_opens_nothing(made: Made) -> None:
    (code,) = made.vault.make_glass_codes(made.keys, 1)
    (made.vault.home / "vault.json.tmp").mkdir()
    with pytest.raises(Unavailable, match="TR-K10"):
        made.vault.break_glass_with_code(code)


def test_a_second_holder_breaks_the_glass(made: Made) -> None:
    assert made.vault.break_glass_with("pao", PAO) == made.seal
    with pytest.raises(Refused, match="không giữ khóa hồ sơ hạn chế"):
        made.vault.break_glass_with("mai", MAI)
    with pytest.raises(Refused, match="Sai mật khẩu"):
        made.vault.break_glass_with("pao", MAI)
