"""Who comes in: the sign-in, a password of one's own first, the phone, and the PIN of a session."""

from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from station_app.app import home
from station_app.app.new_password import FIRST, SHORT, NewPassword, judge
from station_app.app.opening import look_back
from station_app.app.quick_pin import QuickPin
from station_app.common.days import Clock
from station_app.common.errors import Unavailable
from station_app.shell.signin import Account, Pin, SignIn
from station_app.shell.window import Window
from station_app.shell.work import Work
from station_app.staff import service as staff
from station_app.staff.service import Advice
from station_app.store import accounts, audit, policy
from station_app.store.database import Database
from station_app.store.vault import Argon, Vault


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody has signed in, or what kept the station from opening; both where something is strange."""

    database: Database | None
    trouble: Unavailable | None = None
    advice: Advice = field(default_factory=Advice)
    login: str = ""
    password: str = ""


class Door(QObject):
    """`came(Arrival)` when somebody has signed in, `resumed` when whoever was behind the cover goes on.

    It is also where the PIN of the session lies: in memory, and gone with its person."""

    came = Signal(object)
    resumed = Signal()
    forgot = Signal(str)
    """The login of whoever has forgotten their password."""

    def __init__(self, place: Path, work: Work, clock: Clock, cost: Argon | None) -> None:
        super().__init__()
        self.database: Database | None = None
        """Of whoever is behind the cover."""
        self.pin: QuickPin | None = None
        self._place, self._work, self._clock, self._cost = place, work, clock, cost

    def ask(self, window: Window) -> None:
        """Covers everything until somebody signs in. Raises Unavailable where nobody can."""
        known = [Account(login, name) for login, name in home.logins(self._place)]
        name = home.station_name(self._place) or "Trạm Y tế"
        page = SignIn(self._work, name, known, self._unlock, self._session_pin(), self._working())
        page.unlocked.connect(self.came.emit)
        page.wants_new.connect(partial(self._ask_new, window))
        page.pinned.connect(self.resumed.emit)
        page.forgotten = self.forgot.emit
        window.set_station(name)
        window.cover(page)
        page.password.setFocus()

    def advise(self, window: Window, arrival: Arrival) -> None:
        """What whoever has come in is asked to see to. Nobody is kept out by it, and it is asked again."""
        if arrival.advice.short_password:
            self._ask_longer(window, arrival)
        elif arrival.advice.phone_wanted:
            window.go("account/phone")
            window.notices.tell("Vai trò này phải có mã xác nhận trên điện thoại. Đặt ngay bây giờ.")

    # The PIN, for the page where it is set

    def is_set(self) -> bool:
        return self.pin is not None and self.pin.is_alive

    def set_pin(self, digits: str) -> None:
        assert self.database is not None, "only who works sets one"
        terms, user = policy.current(self.database), self.database.author.user
        self.pin = QuickPin(user, digits, least=terms.pin_digits, hours=terms.pin_hours, clock=self._clock)

    def drop(self) -> None:
        self.pin = None

    def _unlock(self, login: str, password: str, second: str = "", new: str | None = None) -> Arrival:
        """Runs off the GUI thread; what keeps the station from opening is told on a page of its own."""
        try:
            entry = home.sign_in(
                self._place, login, password, second=second, new=new, cost=self._cost, clock=self._clock
            )
        except Unavailable as trouble:
            return Arrival(None, trouble)
        strange = look_back(entry.database, self._place) if self.database is None else None
        return Arrival(entry.database, strange, entry.advice, login, new or password)

    def _ask_new(self, window: Window, login: str, password: str, second: str) -> None:
        """A first password opens nothing: the one of one's own comes first."""
        page = NewPassword(self._work, FIRST, judge(login), partial(self._unlock, login, password, second))
        page.saved.connect(self.came.emit)
        window.cover(page)
        page.begin()

    def _ask_longer(self, window: Window, arrival: Arrival) -> None:
        database = self.database
        assert database is not None, "somebody has come in"
        vault = Vault(self._place, parameters=self._cost, clock=self._clock)
        login, old = arrival.login.strip().lower(), arrival.password
        least, about = staff.least_length(database, login), staff.about(database)

        def save(new: str) -> None:
            staff.change_password(database, vault, login, old, new)

        page = NewPassword(self._work, SHORT, judge(login, about, least), save, may_wait=True)
        page.saved.connect(lambda _: self.resumed.emit())
        page.later.connect(self.resumed.emit)
        window.cover(page)
        page.begin()

    def _session_pin(self) -> Pin | None:
        """Only for whoever is behind the cover, and only while their PIN is alive."""
        pin, database = self.pin, self.database
        if pin is None or database is None or not pin.is_alive or pin.user != database.author.user:
            return None
        return Pin(self._working(), partial(self._try_pin, pin), partial(_tries_left, pin))

    def _try_pin(self, pin: QuickPin, typed: str) -> bool:
        fits = pin.fits(typed)
        if self.database is not None:
            self._work.run(partial(_note_pin, self.database, fits))
        return fits

    def _working(self) -> str:
        """The login of whoever is behind the cover: chosen already, since mostly they come back."""
        if self.database is None:
            return ""
        known = {login for login, _ in home.logins(self._place)}
        mine = accounts.logins(self.database).get(self.database.author.user, ())
        return next((login for login in mine if login in known), "")


def _tries_left(pin: QuickPin) -> int:
    return pin.tries_left if pin.is_alive else 0


def _note_pin(database: Database, fits: bool) -> None:
    action = audit.Action.SIGNED_IN if fits else audit.Action.SIGN_IN_FAILED
    result = audit.Result.DONE if fits else audit.Result.REFUSED
    with suppress(Unavailable):  # a full disk must not keep the nurse out
        audit.note(database, action, entity="station", result=result, detail="pin")
