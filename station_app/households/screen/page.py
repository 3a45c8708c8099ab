"""A household's page: its people as cards at the left; the house, or its summary on paper, at the right."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from station_app.common.errors import Refused
from station_app.households import service
from station_app.households.screen.house import asking_card, events_card, house_card, to_ask
from station_app.households.screen.member_card import member_card
from station_app.households.screen.notes import MemberNotes, Notes, Print
from station_app.households.screen.walking import Round, round_of
from station_app.households.service import HouseholdCard
from station_app.shell.preview import PdfPreview
from station_app.shell.refill import Refill
from station_app.shell.screen import Address, Changes, Frame, Screen
from station_app.shell.scrolling import scrolling
from station_app.shell.theme import SIZES
from station_app.shell.widgets import Action, Card, EmptyState, SectionTitle
from station_app.store.database import Database

SIDE_SHARES, PAPER_SHARES = (3, 2), (1, 2)
PAPER_ZOOM = 75
COLUMNS, ONE_COLUMN_BELOW = 2, 1_000


@dataclass(frozen=True, slots=True)
class _Loaded:
    card: HouseholdCard
    notes: Mapping[str, MemberNotes]
    round: Round | None


class HouseholdPage(Screen):
    """`household/<id>`, `household-code/<CODE>`; with `?round=<hamlet>` from door to door."""

    def __init__(self, frame: Frame, database: Database, notes: Notes, print_summary: Print) -> None:
        super().__init__(frame)
        self._database, self._notes, self._print = database, notes, print_summary
        self.household, self._hamlet = "", ""
        self._loaded: _Loaded | None = None
        self.preview: PdfPreview | None = None
        self.cards: list[Card] = []
        self._is_here = True
        self.members = Refill(SIZES.gap)
        self.side = Refill(SIZES.gap)
        self._paper = QVBoxLayout()
        self._right = QStackedWidget()
        self._right.addWidget(scrolling(self.side))
        paper = QWidget()
        paper.setLayout(self._paper)
        self._paper.setContentsMargins(0, 0, 0, 0)
        self._right.addWidget(paper)
        self._columns = QHBoxLayout()
        self._columns.setSpacing(SIZES.room)
        self._columns.addWidget(scrolling(self.members))
        self._columns.addWidget(self._right)
        self._share(SIDE_SHARES)
        self.add(self._columns, 1)

    def opened(self, address: Address) -> None:
        self.close_preview()
        self._hamlet = address.query.get("round", "")
        wanted = address.parts[1] if len(address.parts) > 1 else ""
        by_code = address.parts[0] == "household-code"
        if wanted != self.household:
            self.set_heading("")
        self.setFocus()
        self._load(wanted, by_code=by_code)

    def on_changes(self, changes: Changes) -> None:
        if self.household:
            self._load(self.household)

    def _load(self, wanted: str, *, by_code: bool = False) -> None:
        self.work.run_latest(
            "household", partial(self._read, wanted, self._hamlet, by_code), self._show, owner=self
        )

    def _read(self, wanted: str, hamlet: str, by_code: bool) -> "_Loaded | Refused":
        try:
            found = service.find_by_code(self._database, wanted) if by_code else wanted
            card = service.household_card(self._database, found or wanted)
        except Refused as refused:
            return refused
        notes = self._notes([member.person for member in card.members])
        return _Loaded(card, notes, round_of(self._database, hamlet, card.id) if hamlet else None)

    def _show(self, found: "_Loaded | Refused") -> None:
        if isinstance(found, Refused):
            self._show_missing(found)
            return
        self._loaded, self.household = found, found.card.id
        self._show_members(found)
        self._show_side(found)
        self._say_heading(found)

    def _show_missing(self, refused: Refused) -> None:
        self._loaded, self.household = None, ""
        back = Action("Xem các hộ", lambda: self.go("households"), icon="household")
        self.members.show_parts(EmptyState("Không mở được hộ này", refused.reason, back, "household"))
        self.side.show_parts()
        self.set_heading("Không có hộ")

    def _say_heading(self, found: _Loaded) -> None:
        card, walk = found.card, found.round
        head = card.head.full_name if card.head else "chưa có chủ hộ"
        note = f"{card.code} · {card.hamlet} · {len(card.members)} người"
        self.set_heading(f"Hộ {head}", note, *self._actions(card, walk))

    def _actions(self, card: HouseholdCard, walk: Round | None) -> tuple[Action | None, tuple[Action, ...]]:
        if self.preview:
            # Ctrl+P now belongs to the sheet itself.
            return None, (Action("Đóng bản xem trước", self.close_preview, "Escape", "close"),)
        paper = Action("In tóm tắt", self.open_preview, "Ctrl+P", "print")
        more = [
            Action("Sửa", partial(self.go, f"household/{card.id}/edit"), "Ctrl+E", "edit"),
            Action("Thêm người", partial(self.go, f"household/{card.id}/add"), "Ctrl+N", "plus"),
        ]
        if not walk:
            return paper, tuple(more)
        onward = Action("Hộ tiếp theo", partial(self._walk, walk), "Ctrl+Return", "forward")
        return onward, tuple(more)

    def _walk(self, walk: Round) -> None:
        if walk.next:
            self.go(str(Address(("household", walk.next), {"round": walk.hamlet})))
        else:
            self.notices.tell(f"Đã đi hết các hộ ở {walk.hamlet}.")
            self.go(str(Address(("households",), {"hamlet": walk.hamlet})))

    # People and house

    def _show_members(self, found: _Loaded) -> None:
        members = found.card.members
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(2, 2, 2, 2)
        grid.setSpacing(SIZES.pad)
        columns = self._columns_of_cards()
        at_card = next((at for at, card in enumerate(self.cards) if card.hasFocus()), 0)
        holding = holding_focus(self)
        self._is_here = holding is None or holding is self or self.isAncestorOf(holding)
        self.cards = [member_card(one, found.notes[one.person], self.go) for one in members]
        for at, card in enumerate(self.cards):
            grid.addWidget(card, at // columns, at % columns)
            card.installEventFilter(self)
        for column in range(columns):
            grid.setColumnStretch(column, 1)
        if not members:
            add = Action("Thêm thành viên", partial(self.go, f"household/{found.card.id}/add"), icon="plus")
            words = "Thêm chủ hộ trước, rồi đến từng người trong nhà."
            grid.addWidget(EmptyState("Hộ chưa có ai", words, add, "people"), 0, 0, 1, columns)
        self.members.show_parts(holder)
        self._give_focus(at_card)

    def _columns_of_cards(self) -> int:
        return 1 if self.preview or self.width() < ONE_COLUMN_BELOW else COLUMNS

    def _give_focus(self, at: int) -> None:
        """Never takes the keys from somebody who types into the search meanwhile."""
        if self.cards and self._is_here and not self.preview:
            self.cards[min(at, len(self.cards) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_side(self, found: _Loaded) -> None:
        parts: list[QWidget] = []
        asked = to_ask(found.card, found.notes, self._database.clock.today().year)
        walk = found.round
        if walk or asked:
            note = f"hộ {walk.at}/{walk.of} ở {walk.hamlet}" if walk else ""
            parts += [SectionTitle("Hỏi ở hộ này", note=note), asking_card(asked)]
        parts += [SectionTitle("Nhà ở"), house_card(found.card)]
        parts += [SectionTitle("Việc trong hộ"), events_card(found.card, ())]
        self.side.show_parts(*parts)

    # The summary on paper

    def open_preview(self) -> None:
        household = self.household
        if household and not self.preview:
            self.work.read(partial(self._print, household), partial(self._show_paper, household), owner=self)

    def _show_paper(self, household: str, pdf: bytes) -> None:
        if household != self.household or self._loaded is None:
            return
        card = self._loaded.card
        leaving = partial(self.frame.release, f"household:{household}")
        self.preview = PdfPreview(pdf, "Tóm tắt", f"tom-tat-{card.code}.pdf", leaving)
        self.preview.zoom = PAPER_ZOOM
        self.preview.draw()
        self._paper.addWidget(self.preview)
        self._right.setCurrentIndex(1)
        self._share(PAPER_SHARES)
        self._show_members(self._loaded)
        self._say_heading(self._loaded)
        self.preview.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_preview(self) -> None:
        if self.preview is None:
            return
        self.preview.hide()
        self.preview.deleteLater()
        self.preview = None
        self._right.setCurrentIndex(0)
        self._share(SIDE_SHARES)
        if self._loaded:
            self._show_members(self._loaded)
            self._say_heading(self._loaded)

    def leaving(self) -> bool:
        self.close_preview()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.preview:
            self.close_preview()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows go from member to member; the scroll area would only scroll."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            columns = self._columns_of_cards()
            step = {
                Qt.Key.Key_Down: columns,
                Qt.Key.Key_Up: -columns,
                Qt.Key.Key_Right: 1,
                Qt.Key.Key_Left: -1,
            }.get(Qt.Key(event.key()), 0)
            if step and not event.modifiers():
                at = next((at for at, card in enumerate(self.cards) if card is watched), 0) + step
                self.cards[min(max(at, 0), len(self.cards) - 1)].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)

    def _share(self, shares: tuple[int, int]) -> None:
        for at, share in enumerate(shares):
            self._columns.setStretch(at, share)


def holding_focus(screen: QWidget) -> QWidget | None:
    """Who has the keys in the window, where that can still be seen."""
    holder: QWidget | None = screen.window().focusWidget()
    return holder if holder is not None and holder.isVisible() else None
