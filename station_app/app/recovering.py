"""A forgotten password: the paper or the province sets a new one, offline, and everything is still there."""

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from station_app.app import home as house
from station_app.common.days import Clock
from station_app.common.errors import Unavailable
from station_app.store import accounts, audit
from station_app.store.audit import Action
from station_app.store.database import SYSTEM, Author
from station_app.store.vault import Argon, Keys, Vault
from station_app.store.vault.asking import Asked


@dataclass(frozen=True, slots=True)
class Recovered:
    """Whose password is new. `sees_restricted` is False where their old slot held the key for restricted
    records and this way did not: another holder gives it again."""

    login: str
    sees_restricted: bool
    keys: Keys = field(repr=False)


def by_paper(
    home: Path, typed: str, login: str, new: str, *, cost: Argon | None = None, clock: Clock | None = None
) -> Recovered:
    """`typed`: the code, the words, or what a scanner types from the QR of the newest sheet."""
    house.put_in_place(home)
    vault = Vault.open(home, parameters=cost, clock=clock)
    recovered = _renewed(vault, vault.unlock_with_code(typed), login, new, "paper", clock)
    vault.note_sheet_used()
    return recovered


def ask_province(
    home: Path, login: str, new: str, *, cost: Argon | None = None, clock: Clock | None = None
) -> Asked:
    """`new` is the password that will hold once the answer has come; until then nothing changes."""
    vault = Vault.open(home, parameters=cost, clock=clock)
    return vault.ask_province(login, new, station=house.station_name(home) or "")


def by_answer(
    home: Path, answer: bytes, new: str, *, cost: Argon | None = None, clock: Clock | None = None
) -> Recovered:
    """`new` is the password that was chosen when the province was asked."""
    house.put_in_place(home)
    vault = Vault.open(home, parameters=cost, clock=clock)
    login, keys = vault.take_answer(answer, new)
    recovered = _renewed(vault, keys, login, new, "province", clock)
    vault.forget_question()
    return recovered


def _renewed(vault: Vault, keys: Keys, login: str, new: str, by: str, clock: Clock | None) -> Recovered:
    entitled = {slot.login for slot in vault.logins() if slot.entitled}
    vault.set_password(keys, login, new, without_seal=keys.private.seal is None)
    still = {slot.login for slot in vault.logins() if slot.entitled}
    with suppress(Unavailable):  # a damaged file must not keep anybody from restoring a backup
        _note(vault, keys, login, by, clock)
    return Recovered(login, entitled == still, keys)


def _note(vault: Vault, keys: Keys, login: str, by: str, clock: Clock | None) -> None:
    database = house.opened_with(vault.home, keys, Author(SYSTEM, ""), clock)
    try:
        user = accounts.user_of(database, login)
        detail = f"password set by {by}"
        audit.note(database, Action.KEY_CHANGED, entity="vault", user=user, detail=detail)
    finally:
        database.close()
