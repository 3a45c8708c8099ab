"""A person's page: who it is above, never scrolled away; below, what each room knows, one tab a room."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QScrollArea, QStackedWidget, QTabBar

from station_app.common.errors import Refused
from station_app.people import service
from station_app.people.screen.banner import PersonBanner, Surroundings
from station_app.people.service import PersonCard
from station_app.shell.parts import Part, PartOffer
from station_app.shell.screen import Address, Changes, Frame, Screen
from station_app.shell.theme import SIZES
from station_app.shell.widgets import Action, EmptyState, bind, key_words
from station_app.store.database import Database

About = Callable[[str], Surroundings]


@dataclass(frozen=True, slots=True)
class PersonAction:
    """Something another room does for a person; `{person}` in the address is the person's id.

    `tab` names the part that offers the same itself: while it is shown, the heading does not."""

    label: str
    address: str
    key: str
    icon: str
    tab: str = ""


@dataclass(frozen=True, slots=True)
class _Loaded:
    card: PersonCard
    around: Surroundings


class PersonPage(Screen):
    """`person/<id>` opens the first tab, `person/<id>/<name>` another. Ctrl+1, 2, … change the tab."""

    def __init__(
        self,
        frame: Frame,
        database: Database,
        about: About,
        parts: Sequence[PartOffer],
        actions: Sequence[PersonAction] = (),
    ) -> None:
        super().__init__(frame)
        self._database, self._about, self._offers, self._actions = database, about, parts, actions
        self.person = ""
        self.banner = PersonBanner(self.go)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setFixedHeight(SIZES.control + SIZES.gap)
        self.tabs.setAccessibleName("Các phần của hồ sơ")
        self.pages = QStackedWidget()
        self._made: dict[int, Part] = {}
        for at, offer in enumerate(parts):
            self.tabs.addTab(f"{offer.title}  {key_words(f'Ctrl+{at + 1}')}")
            self.pages.addWidget(_area())
            bind(f"Ctrl+{at + 1}", self, partial(self.tabs.setCurrentIndex, at))
        self._missing = EmptyState("Không mở được hồ sơ này", icon="person")
        self.pages.addWidget(self._missing)
        self.tabs.currentChanged.connect(self._turn)
        self.body.setSpacing(SIZES.gap)
        self.add(self.banner)
        self.add(self.tabs)
        self.add(self.pages, 1)

    def opened(self, address: Address) -> None:
        person = address.parts[1] if len(address.parts) > 1 else ""
        if person != self.person:
            self.person = person
            self.set_heading("")
        wanted = address.parts[2] if len(address.parts) > 2 else ""
        names = [offer.name for offer in self._offers]
        self.tabs.setCurrentIndex(names.index(wanted) if wanted in names else 0)
        self.load()
        self._turn(self.tabs.currentIndex())
        self.tabs.setFocus()
        if address.query:
            self._made[self.tabs.currentIndex()].resume(address.query)

    def on_changes(self, changes: Changes) -> None:
        self.load()
        if part := self._made.get(self.tabs.currentIndex()):
            part.on_changes(changes)

    def load(self) -> None:
        person = self.person

        def missing(refused: Refused) -> None:
            self._missing.words.setText(refused.reason)
            self.pages.setCurrentWidget(self._missing)
            self._set_shown(shown=False)
            self.set_heading("Không có hồ sơ")

        def show(found: _Loaded) -> None:
            if found.card.id == self.person:
                self._show(found)

        self.work.read(partial(self._read, person), show, missing, owner=self)

    def _read(self, person: str) -> _Loaded:
        return _Loaded(service.person_card(self._database, person), self._about(person))

    def _show(self, found: _Loaded) -> None:
        card = found.card
        self.title = card.full_name
        self._say_heading()
        self.banner.show_person(card, found.around)
        self._set_shown(shown=True)
        if self.pages.currentWidget() is self._missing:
            self._turn(self.tabs.currentIndex())

    def _say_heading(self) -> None:
        tab = self._offers[max(0, self.tabs.currentIndex())].name
        edit = Action("Sửa", partial(self.go, f"person/{self.person}/edit"), "Ctrl+E", "edit")
        more = [
            Action(one.label, partial(self.go, one.address.format(person=self.person)), one.key, one.icon)
            for one in self._actions
            if not one.tab or one.tab != tab
        ]
        self.set_heading(self.title, "", None, (edit, *more))

    def _set_shown(self, *, shown: bool) -> None:
        self.banner.setVisible(shown)
        self.tabs.setVisible(shown)

    def _turn(self, at: int) -> None:
        if not 0 <= at < len(self._offers) or not self.person:
            return
        area = self.pages.widget(at)
        assert isinstance(area, QScrollArea)
        if at not in self._made:
            self._made[at] = self._offers[at].make(self.frame)
            area.setWidget(self._made[at])
        self.pages.setCurrentIndex(at)
        self._made[at].show_record(self.person)
        if self.title:
            self._say_heading()


def _area() -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    return area
