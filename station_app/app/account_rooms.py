"""Places of accounts: their screens by address, and what stands in the menu under one's name."""

from functools import partial
from pathlib import Path

from station_app.common.days import Clock
from station_app.shell.widgets import Action
from station_app.shell.window import Window
from station_app.staff import service as staff
from station_app.staff.screen import (
    ACCESS,
    ACCOUNTS,
    MINE,
    AccessPage,
    AccountPage,
    Accounts,
    ChangePassword,
    MyAccount,
    OpenAccount,
    PhoneSetup,
    Pins,
    SetPin,
)
from station_app.store.database import Database
from station_app.store.vault import Argon, Vault


def furnish(
    window: Window, database: Database, place: Path, pins: Pins, *, cost: Argon | None, clock: Clock
) -> list[Action]:
    """Registers them; the list of all accounts only for whoever admits people."""
    vault = Vault(place, parameters=cost, clock=clock)
    window.register(ACCESS, lambda frame: AccessPage(frame, database))
    window.register(MINE, lambda frame: MyAccount(frame, database, vault, pins))
    window.register(f"{MINE}/password", lambda frame: ChangePassword(frame, database, vault))
    window.register(f"{MINE}/pin", lambda frame: SetPin(frame, database, pins))
    window.register(f"{MINE}/phone", lambda frame: PhoneSetup(frame, database, vault))
    actions = [
        Action("Tài khoản của tôi", partial(window.go, MINE), icon="key"),
        Action("Ai được làm gì", partial(window.go, ACCESS), icon="shield"),
    ]
    if staff.may(database, staff.Right.ADMIT):
        window.register(ACCOUNTS, lambda frame: Accounts(frame, database, vault))
        window.register(f"{ACCOUNTS}/new", lambda frame: OpenAccount(frame, database, vault))
        window.register(f"{ACCOUNTS}/*", lambda frame: AccountPage(frame, database, vault))
        actions.insert(1, Action("Tài khoản của trạm", partial(window.go, ACCOUNTS), icon="people"))
    return actions
