"""A dose: the next one is selected and nearly filled in; Enter, Enter, and the half hour begins."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from station_app.common.errors import Refused
from station_app.households.service import Place, places
from station_app.immunization import service
from station_app.immunization.screen import words
from station_app.immunization.screen.form import DoseForm, dose_from
from station_app.immunization.screen.tiles import Tiles
from station_app.immunization.screen.watching import Watched, WatchList, watched
from station_app.immunization.service import SeriesLine, Vial
from station_app.people.service import PersonCard, person_card, shown_day
from station_app.shell.asking import Asking
from station_app.shell.fields import Value
from station_app.shell.parts import Part
from station_app.shell.refill import Refill
from station_app.shell.screen import Address, Changes, Frame, Screen
from station_app.shell.theme import SIZES
from station_app.shell.widgets import Card, EmptyState, TimelineRow, text
from station_app.staff.service import name_of
from station_app.store.database import Database
from station_app.store.drafts import DraftShelf

ADDRESS = "person/*/dose"
UNDONE = "nhập nhầm: hoàn tác ngay sau khi lưu"
SIDE = 320
LOW = 460
"""Below this height the form would have hardly a row left."""


@dataclass(frozen=True, slots=True)
class Page:
    """All that the screen shows, read at once: the second Enter must not wait for a vial."""

    person: PersonCard
    place: Place | None
    card: service.Card
    vials: Mapping[str, Vial]
    watched: tuple[Watched, ...]
    me: str | None


class DoseScreen(Screen):
    """`alerts` makes the strip of allergies and illnesses, handed in because another room knows them."""

    def __init__(
        self, frame: Frame, database: Database, alerts: Callable[[Frame], Part] | None = None
    ) -> None:
        super().__init__(frame)
        self._database = database
        self._page: Page | None = None
        self._person = ""
        self.alerts = alerts(frame) if alerts else None
        self.tiles = Tiles()
        self.form = DoseForm(frame.clock.today)
        self.watch = WatchList(frame.clock)
        self.given = Refill()
        self.doubt = text("", "soft", wrap=True)
        self._missing = EmptyState(
            "Không có người này trên máy", "Có thể hồ sơ đã bị huỷ. Tìm lại bằng tên hoặc thẻ (Ctrl+K)."
        )
        self.entering = Asking(self.form, frame.work, DraftShelf(database))
        self.entering.save_with(self._record, self._saved)
        self._lay_out()
        self.tiles.chosen.connect(self._choose)
        self.tiles.taken.connect(self._go_to_save)
        self.form.vaccine.changed.connect(self._product_changed)
        self.form.left.connect(frame.back)
        self.watch.opened.connect(lambda person: self.go(f"person/{person}/dose"))

    def opened(self, address: Address) -> None:
        self._person = address.parts[1]
        self._page = None
        self._work_side.hide()
        self._read()

    def on_changes(self, changes: Changes) -> None:
        if changes.keys() & {"dose", "person"} and not self.form.is_busy:
            self._read()

    def leaving(self) -> bool:
        self.entering.flush()
        return True

    # Reading

    def _read(self) -> None:
        op = partial(read_page, self._database, self._person)
        self.work.run_latest("dose", op, self._show, owner=self)
        if self.alerts:
            self.alerts.show_record(self._person)

    def _show(self, page: Page | None) -> None:
        self._work_side.setVisible(page is not None)
        self._missing.setVisible(page is None)
        if page is None:
            self.set_heading("Ghi mũi tiêm")
            return
        first = self._page is None
        self._page = page
        self.set_heading(page.person.full_name, _who(page))
        self.watch.show_lines(page.watched)
        self.given.show_parts(*_given(page))
        if first or not self.entering.is_changed:
            self._begin(page)
        else:
            self.tiles.show_lines(page.card.series, self._today, None, quiet=True)

    def _begin(self, page: Page) -> None:
        self.form.begin(page.person.id, page.me)
        selected = page.card.selected or next(
            (line.next.vaccine for line in page.card.series if line.next), None
        )
        self.tiles.show_lines(page.card.series, self._today, selected)
        self.doubt.setVisible(not page.card.series)
        self.doubt.setText(
            "Không có mũi nào của lịch tiêm chủng ở tuổi này, hoặc chưa biết ngày sinh. "
            "Vẫn ghi được mũi tiêm: chọn vắc xin bên dưới."
        )
        self.entering.begin(f"person/{page.person.id}/dose", self._restored, new=True)
        if page.card.series:
            self.tiles.focus()
        else:
            self.form.focus_first()

    def _restored(self, typed: object) -> None:
        self.notices.tell("Đã mở lại mũi tiêm đang ghi dở.", "information")

    # Choosing

    def _choose(self, line: SeriesLine) -> None:
        """The step it waits for; of a finished series the last one, should more be given."""
        step = line.next or line.steps[-1]
        page, was_changed = self._page, self.entering.is_changed
        if page is None:
            return
        self.form.put_product(step.vaccine, page.vials[step.vaccine])
        self.form.vaccine.say(" · ".join(filter(None, (step.label, words.standing(line, self._today)))))
        if not was_changed:
            self.entering.take_as_blank()

    def _product_changed(self) -> None:
        """Another product than the tile's was typed: its own vial and place."""
        vaccine, page = self.form.vaccine.value(), self._page
        if page is None or not isinstance(vaccine, str) or vaccine == self.form.product:
            return
        vial = page.vials.get(vaccine)
        if vial:
            self.form.put_product(vaccine, vial)
            return
        op = partial(service.last_lot, self._database, vaccine)
        self.work.run_latest("vial", op, partial(self.form.put_product, vaccine), owner=self)

    def _go_to_save(self) -> None:
        """Straight to the button when nothing is left to type."""
        if self.form.lot.value() is None:
            self.form.lot.focus()
        else:
            self.form.save_button.setFocus(Qt.FocusReason.TabFocusReason)

    # Saving

    def _record(self, values: dict[str, Value], confirmed: bool) -> tuple[str, str]:
        dose = service.record_dose(self._database, dose_from(values), confirmed=confirmed)
        return dose, str(values["vaccine"])

    def _saved(self, saved: tuple[str, str]) -> None:
        dose, vaccine = saved
        name = self._page.person.full_name if self._page else ""
        undo = partial(service.withdraw_dose, self._database, dose, UNDONE)
        label = words.code_label("vaccine_products", vaccine)
        self.notices.undoable(f"Đã lưu mũi {label} cho {name}.", lambda: self.work.run(undo))
        self._page = None
        self._read()

    # Inside

    def _lay_out(self) -> None:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SIZES.pad)
        column.addWidget(self.watch)
        column.addWidget(Card(text("Các mũi đã tiêm", "strong"), self.given))
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(side)
        scroll.setMinimumWidth(SIDE)
        line = QHBoxLayout()
        line.setSpacing(SIZES.room)
        line.addWidget(self.form, 3)
        line.addWidget(scroll, 2)
        self._work_side = QWidget()
        whole = QVBoxLayout(self._work_side)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SIZES.pad)
        for part in (*((self.alerts,) if self.alerts else ()), self.doubt, self.tiles):
            whole.addWidget(part)
        whole.addLayout(line, 1)
        self.add(self._work_side, 1)
        self.add(self._missing, 1)
        self._missing.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.tiles.set_tight(self.height() < LOW)

    @property
    def _today(self) -> date:
        return self.frame.clock.today()


def read_page(database: Database, person: str) -> Page | None:
    """None where there is no such person here."""
    today = database.clock.today()
    try:
        who = person_card(database, person, today)
        card = service.antigen_row(database, person, today)
    except Refused:
        return None
    vaccines = {(line.next or line.steps[-1]).vaccine for line in card.series}
    return Page(
        who,
        places(database, [person]).get(person),
        card,
        {vaccine: service.last_lot(database, vaccine) for vaccine in vaccines},
        watched(database, database.clock.now()),
        name_of(database, [database.author.user]).get(database.author.user),
    )


def _who(page: Page) -> str:
    person, place = page.person, page.place
    where = ", ".join(filter(None, (place.hamlet, f"hộ {place.head_name}"))) if place else "chưa vào hộ nào"
    parts = (person.age, f"sinh {person.born}" if person.born else "", person.sex_label, where)
    return " · ".join(part for part in parts if part)


def _given(page: Page) -> list[QWidget]:
    rows: list[QWidget] = [given_row(dose) for dose in reversed(page.card.doses)]
    nothing = "Chưa có mũi nào trong sổ. Hỏi phiếu tiêm chủng; mũi cũ ghi bằng “Nhập bù”."
    return rows or [text(nothing, "soft", wrap=True)]


def given_row(dose: service.DoseLine) -> TimelineRow:
    title, detail = words.dose_title(dose), words.dose_words(dose)
    return TimelineRow(shown_day(dose.given_on), title, detail, "syringe", "done")
