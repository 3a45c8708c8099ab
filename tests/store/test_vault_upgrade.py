"""A vault that release 0.2 wrote opens with every key it had, and gets keys of their own for everybody."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from station_app.common.errors import Refused, Unavailable
from station_app.store.vault import FLOOR, Vault
from tests.store.slot_files import body_of, rewritten

WRITTEN = Path(__file__).parent / "vault_0_2"
SECRETS = json.loads((WRITTEN / "secrets.json").read_text("utf-8"))
DATA, CODE = bytes.fromhex(SECRETS["key"]), SECRETS["code"]
PROVINCE = bytes.fromhex(SECRETS["province"])
LAN, MAI, PAO = (SECRETS["passwords"][login] for login in ("lan", "mai", "bs.pao"))
ENTITLED = ["lan", "bs.pao"]


@dataclass
class Old:
    """A station's folder with a vault of release 0.2."""

    home: Path

    @property
    def vault(self) -> Vault:
        return Vault.open(self.home, parameters=FLOOR)


@pytest.fixture
def old(tmp_path: Path) -> Old:
    for name in ("vault.json", "vault.bak.json"):
        shutil.copy(WRITTEN / "vault.json", tmp_path / name)
    return Old(tmp_path)


def kinds(old: Old) -> dict[str, bool]:
    """Has each slot a key of its own yet?"""
    return {slot.get("login", slot["kind"]): "public" in slot for slot in body_of(old.home)["slots"]}


def test_every_way_in_still_opens(old: Old) -> None:
    assert old.vault.unlock_with_code(CODE).data == DATA
    assert old.vault.unlock_with_province(PROVINCE).data == DATA
    for login, password in SECRETS["passwords"].items():
        assert old.vault.unlock(login, password).data == DATA
    for _ in range(2):  # and once more, now that the file is of the new format
        assert old.vault.unlock_with_code(CODE).data == DATA
        assert old.vault.unlock_with_province(PROVINCE).data == DATA
        assert old.vault.unlock("mai", MAI).data == DATA
    assert all(kinds(old).values())


def test_a_sign_in_brings_its_own_slot_up_to_date_and_nobody_elses(old: Old) -> None:
    first = old.vault.unlock("mai", MAI)
    assert kinds(old) == {"lan": False, "code": False, "province": True, "mai": True, "bs.pao": False}
    assert body_of(old.home)["format"] == 2
    again = old.vault.unlock("mai", MAI)
    assert (again.data, again.private.own) == (DATA, first.private.own)
    assert (again.private.seal, again.private.box) == (None, None)


def test_a_wrong_password_leaves_an_old_file_as_it_is(old: Old) -> None:
    before = (old.home / "vault.json").read_bytes()
    with pytest.raises(Refused, match="Sai mật khẩu"):
        old.vault.unlock("mai", "sai mật khẩu")
    assert (old.home / "vault.json").read_bytes() == before


def test_where_the_file_cannot_be_written_it_opens_as_it_was(old: Old) -> None:
    (old.home / "vault.json.tmp").mkdir()
    keys = [old.vault.unlock("mai", MAI) for _ in range(2)]
    assert keys[0].data == DATA
    assert keys[0].private.own == keys[1].private.own, "what is kept under it opens next time"
    assert old.vault.take_up_seal(keys[0], ["mai"]).private.seal is None


def test_the_first_entitled_person_makes_the_seal_key(old: Old) -> None:
    old.vault.unlock("mai", MAI)
    lan = old.vault.take_up_seal(old.vault.unlock("lan", LAN), ENTITLED)
    assert lan.private.seal
    assert old.vault.unlock("lan", LAN) == lan
    mai = old.vault.unlock("mai", MAI).private
    assert (mai.seal, mai.box) == (None, lan.private.box), "a nurse seals, and does not read"
    assert old.vault.unlock_with_province(PROVINCE).private.seal == lan.private.seal


def test_whoever_signs_in_later_gets_it_from_a_holder(old: Old) -> None:
    lan = old.vault.take_up_seal(old.vault.unlock("lan", LAN), ENTITLED)
    pao = old.vault.unlock("bs.pao", PAO)
    assert old.vault.take_up_seal(pao, ENTITLED).private.seal is None, "nobody gives it to themselves"
    old.vault.take_up_seal(old.vault.unlock("lan", LAN), [])
    assert old.vault.unlock("bs.pao", PAO).private.seal == lan.private.seal


def test_a_nurse_is_not_given_it_by_editing_the_file(old: Old) -> None:
    """She has the data key and an editor, and writes herself among those who wait for the seal key."""
    old.vault.unlock("mai", MAI)
    lan = old.vault.take_up_seal(old.vault.unlock("lan", LAN), ENTITLED)
    rewritten(old.home, lambda body: body["notes"]["awaited"].update(logins=["bs.pao", "mai"]))
    old.vault.take_up_seal(lan, ["mai"])
    assert old.vault.unlock("mai", MAI).private.seal is None


def test_the_old_sheet_lacks_the_seal_key_until_it_is_printed_anew(old: Old) -> None:
    lan = old.vault.take_up_seal(old.vault.unlock("lan", LAN), ENTITLED)
    assert old.vault.sheet_is_stale()
    assert old.vault.unlock_with_code(CODE).private.seal is None
    code = old.vault.renew_code(lan)
    assert not old.vault.sheet_is_stale()
    assert old.vault.unlock_with_code(code).private.seal == lan.private.seal
    with pytest.raises(Refused, match="thay bằng mã mới"):
        old.vault.unlock_with_code(CODE)


def test_an_old_sheet_recovers_a_holder_without_the_seal_key_only_if_told_to(old: Old) -> None:
    old.vault.take_up_seal(old.vault.unlock("lan", LAN), ENTITLED)
    keys = old.vault.unlock_with_code(CODE)
    with pytest.raises(Refused) as refused:
        old.vault.set_password(keys, "lan", "một mật khẩu mới tinh")
    assert refused.value.code == "seal_needed"
    old.vault.set_password(keys, "lan", "một mật khẩu mới tinh", without_seal=True)
    assert old.vault.unlock("lan", "một mật khẩu mới tinh").data == DATA


def test_an_edited_old_slot_is_named(old: Old) -> None:
    rewritten(old.home, lambda body: body["slots"][0]["argon"].update(memory_kib=1 << 30))
    with pytest.raises(Unavailable, match="TR-K07"):
        old.vault.unlock("lan", LAN)
    assert old.vault.unlock_with_code(CODE).data == DATA
