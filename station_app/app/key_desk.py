"""What the program does about keys: the way back in for whoever forgot, and the change of the data key."""

from pathlib import Path
from typing import Protocol

from station_app.app import home, recovering, rekeying
from station_app.app.forgetting import Forgotten
from station_app.app.printing import Report, steps_of
from station_app.app.recovering import Recovered
from station_app.app.rekey_page import IF_CUT, RekeyPage
from station_app.common.days import Clock
from station_app.common.errors import Refused, Unavailable
from station_app.shell.jobs import Steps
from station_app.shell.window import Window
from station_app.shell.work import Work
from station_app.store import accounts
from station_app.store.database import Database
from station_app.store.given import given_bytes
from station_app.store.rotation import Rotated
from station_app.store.vault import Argon, Keys, Vault
from station_app.store.vault.asking import Asked

_PAGE = 4096


class Host(Protocol):
    """The program, as far as keys go."""

    work: Work
    window: Window
    database: Database | None

    def ask_who(self) -> None: ...

    def start(self) -> None: ...

    def end_session(self) -> None: ...


class StationWays:
    """`Forgotten`'s ways, for the station in one folder."""

    def __init__(self, place: Path, cost: Argon | None, clock: Clock) -> None:
        self._place, self._cost, self._clock = place, cost, clock

    def by_paper(self, typed: str, login: str, new: str) -> Recovered:
        return recovering.by_paper(self._place, typed, login, new, cost=self._cost, clock=self._clock)

    def ask(self, login: str, new: str) -> Asked:
        return recovering.ask_province(self._place, login, new, cost=self._cost, clock=self._clock)

    def waiting(self) -> tuple[str, str] | None:
        return Vault.open(self._place, clock=self._clock).asked()

    def by_answer(self, file: Path, new: str) -> Recovered:
        try:
            answer = given_bytes(file)
        except OSError:
            raise Refused(f"Không đọc được tệp {file.name}.", "password") from None
        return recovering.by_answer(self._place, answer, new, cost=self._cost, clock=self._clock)


def forgotten(program: Host, ways: StationWays, place: Path, login: str) -> Forgotten:
    """The page over the sign-in; when it is done, the sign-in comes back."""
    page = Forgotten(program.work, ways, home.logins(place), login)
    page.done.connect(program.ask_who)
    program.window.cover(page)
    page.begin()
    return page


class KeyChange:
    """One change of the data key, from the password to the sign-in under the new key."""

    def __init__(self, program: Host, place: Path, cost: Argon | None) -> None:
        self._program, self._place, self._cost = program, place, cost
        self._outcome: Rotated | Unavailable | None = None
        self.page = RekeyPage(program.work, self._unlocked)
        self.page.given_up.connect(program.window.uncover)
        self.page.started.connect(self._start)
        self.page.ended.connect(program.start)
        program.window.cover(self.page)

    def _unlocked(self, password: str) -> Keys:
        """Both generations, where an earlier change was cut off: only the password brings them."""
        database = self._program.database
        assert database is not None
        logins = accounts.logins(database).get(database.author.user, [])
        vault = Vault.open(self._place, parameters=self._cost, clock=database.clock)
        mine = next((slot.login for slot in vault.logins() if slot.login in logins), "")
        keys = vault.unlock(mine, password)
        rekeying.begin(database)
        return keys

    def _start(self, keys: Keys) -> None:
        database = self._program.database
        assert database is not None
        author = database.author
        self._program.end_session()  # nobody works, no round runs, no backup is made
        self._program.window.cover(self.page)
        pages = (self._place / home.FILE).stat().st_size // _PAGE + 1

        def changed(report: Report) -> None:
            try:
                self._outcome = rekeying.change_data(
                    self._place, keys, author, lambda done, total: report(done)
                )
            except Unavailable as trouble:
                self._outcome = trouble

        # After the drafts are written and the file is closed.
        steps = steps_of(changed, lambda: 2 * pages)
        self._program.work.run(lambda: None, lambda _: self._follow(steps), owner=self.page)

    def _follow(self, steps: Steps) -> None:
        title = "Đổi khóa dữ liệu"

        def done(_: object) -> None:
            # Not what the job returns: whoever pressed Stop too late has the new key.
            self.page.show_end(self._outcome)

        job = self._program.work.job(title, steps, unit="trang", if_cut=IF_CUT, done=done, owner=self.page)
        self.page.follow(job)
