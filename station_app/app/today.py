"""The home board: what must be done today, in order; every number leads to its people."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from station_app.app import keys_screen
from station_app.app.board import Board, read_board
from station_app.app.glass import told_on_board
from station_app.app.status import TRUSTED_DRIFT_SECONDS, drift_words
from station_app.backups.screen import ADDRESS as BACKUPS
from station_app.backups.service import ONLY_UNLOCKED, Standing
from station_app.common.days import shown_instant
from station_app.exchange import service as exchange
from station_app.exchange.questions import QuestionCard
from station_app.exchange.screen import quarantine, truths, warehouse
from station_app.people.service import age_of
from station_app.privacy import screen as privacy_screen
from station_app.shell import icons
from station_app.shell.links import LinkRow, counted
from station_app.shell.refill import Refill
from station_app.shell.screen import Address, Changes, Frame, Screen
from station_app.shell.theme import SIZES, State
from station_app.shell.widgets import Action, Card, EmptyState, SectionTitle, row, text
from station_app.store.database import Database

MOST_LINES = 6
MOST_ALONE = 3
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
UNNAMED = "Chưa thuộc hộ nào"
DRAFTS = (
    (("person", "new"), "Đăng ký người mới"),
    (("household", "new"), "Đăng ký hộ mới"),
    (("household", "*", "add"), "Thêm thành viên hộ"),
    (("person", "*", "dose"), "Ghi mũi tiêm"),
    (("person", "*", "edit"), "Sửa hồ sơ"),
    (("household", "*", "edit"), "Sửa hộ"),
    (("person", "*", "health"), "Hồ sơ sức khỏe"),
    (("person", "*", "doses"), "Sửa mũi tiêm"),
    (("person", "*", "privacy"), "Quyền dữ liệu"),
    (("privacy", "new"), "Ghi yêu cầu của người dân"),
    (("privacy",), "Quyết định yêu cầu"),
    (("desk", "quarantine"), "Sửa bản ghi kho tỉnh giữ lại"),
    (("visit",), "Lượt khám"),
    (("visits",), "Tiếp đón"),
)
"""What a draft's place is called."""


class Today(Screen):
    """Waiting, due, expected back at the left; to decide, unfinished and the PC itself at the right."""

    def __init__(self, frame: Frame, database: Database) -> None:
        super().__init__(frame, margins=False)
        self._database = database
        self.left, self.right = Refill(SIZES.gap), Refill(SIZES.gap)
        inner = QWidget()
        columns = QHBoxLayout(inner)
        columns.setContentsMargins(SIZES.room, 0, SIZES.room, SIZES.wide)
        columns.setSpacing(SIZES.room)
        for part, share in ((self.left, 3), (self.right, 2)):
            holder = QVBoxLayout()
            holder.addWidget(part)
            holder.addStretch(1)
            columns.addLayout(holder, share)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inner)
        self.add(area, 1)

    def opened(self, address: Address) -> None:
        today = self._database.clock.today()
        self.set_heading("Hôm nay", f"{WEEKDAYS[today.weekday()]}, {today:%d/%m/%Y}")
        self.setFocus()
        self.load()

    def on_changes(self, changes: Changes) -> None:
        self.load()

    def load(self) -> None:
        self.work.run_latest("today", partial(read_board, self._database), self._show, owner=self)

    def _show(self, board: Board) -> None:
        if not board.households:
            self.left.show_parts(self._first_step())
            self.right.show_parts(*self._station(board))
            return
        had_keys = self.hasFocus() or self.isAncestorOf(self.window().focusWidget())
        holder = self.window().focusWidget()
        at = (holder.words, holder.detail) if isinstance(holder, LinkRow) else None
        left = [*self._waiting(board), *self._due(board), *self._follow_ups(board)]
        right = [*self._broken(board), *self._decide(board)]
        right += [*self._requests(board), *self._drafts(board), *self._station(board)]
        self.left.show_parts(*left)
        self.right.show_parts(*right)
        rows = [line for part in (*left, *right) for line in part.findChildren(LinkRow)]
        if had_keys and rows:
            next((line for line in rows if (line.words, line.detail) == at), rows[0]).setFocus()

    def _first_step(self) -> QWidget:
        begin = Action("Đăng ký hộ đầu tiên", lambda: self.go("household/new"), "Ctrl+Return", "plus")
        words = (
            "Đăng ký từng hộ khi đi thăm, hoặc nhận sổ của các máy khác bằng cách ghi danh với kho tỉnh. "
            "Việc cần làm mỗi ngày sẽ hiện ở đây."
        )
        return Card(EmptyState("Sổ của trạm còn trống", words, begin, "household"))

    def _waiting(self, board: Board) -> list[QWidget]:
        people = board.waiting
        lines = [
            LinkRow(
                one.name,
                partial(self.go, f"person/{one.person}"),
                detail=" · ".join(
                    part
                    for part in (age_of(one.birth_date, self._database.clock.today()), one.reason)
                    if part
                ),
                icon="person",
                right=counted(_since(one.arrived_at, old=one.from_before_today)),
            )
            for one in people[:MOST_LINES]
        ]
        title = SectionTitle("Đang chờ khám", *self._all("visits", people), note=_people(len(people)))
        return [title, _card(lines, "Chưa có ai chờ.", "check")]

    def _due(self, board: Board) -> list[QWidget]:
        overdue = sum(one.overdue for one in board.due)
        total = overdue + sum(one.due for one in board.due)
        lines = [
            LinkRow(
                one.hamlet or UNNAMED,
                partial(self.go, str(Address(("immunization",), {"hamlet": one.hamlet or ""}))),
                icon="map",
                right=_late_and_due(one.overdue, one.due),
            )
            for one in board.due
        ]
        note = f"{total} trẻ, {overdue} quá hẹn" if total else ""
        title = SectionTitle("Tiêm chủng theo thôn", *self._all("immunization", board.due), note=note)
        return [title, _card(lines, "Hôm nay không có trẻ nào đến lịch.", "check")]

    def _follow_ups(self, board: Board) -> list[QWidget]:
        people = board.follow_ups
        lines = [
            LinkRow(
                one.name,
                partial(self.go, f"person/{one.person}"),
                detail=" · ".join(part for part in (one.hamlet, one.diagnosis) if part),
                icon="calendar",
                right=counted(
                    f"hẹn {one.due_on:%d/%m}" if one.overdue else "hôm nay",
                    "danger" if one.overdue else "attention",
                ),
            )
            for one in people[:MOST_LINES]
        ]
        if len(people) > MOST_LINES:
            lines.append(
                LinkRow(f"Còn {len(people) - MOST_LINES} người nữa", partial(self.go, "visits"), icon="list")
            )
        title = SectionTitle("Hẹn khám lại", note=_people(len(people)))
        return [title, _card(lines, "Không có ai hẹn đến hôm nay.", "check")]

    def _broken(self, board: Board) -> list[QWidget]:
        lines = told_on_board(board.openings, self.go)
        return [SectionTitle("Mở khẩn bản ghi hạn chế"), _card(lines)] if lines else []

    def _decide(self, board: Board) -> list[QWidget]:
        """How many of each kind; what stands alone is told by name."""
        cards = board.desk.cards
        merged = [card for card in cards if not card.twice and not card.house]
        lines = [self._question("Hai máy ghi khác nhau", f"{len(merged)} câu hỏi", merged)] if merged else []
        doses, houses = [card for card in cards if card.twice], [card for card in cards if card.house]
        for some, words in ((doses, "Mũi tiêm ghi hai lần"), (houses, "Hộ cần xem lại")):
            if len(some) > MOST_ALONE:
                lines.append(self._question(words, f"{len(some)} câu hỏi", some))
            else:
                lines += [self._question(words, card.subject, [card]) for card in some]
        if held := board.line.quarantined:
            place = partial(self.go, quarantine.ADDRESS)
            count = counted(f"{held} bản ghi", "attention")
            lines.append(LinkRow("Kho tỉnh giữ lại", place, icon="warehouse", state="attention", right=count))
        note = board.desk.in_words if board.desk.total else ""
        return [SectionTitle("Cần quyết", note=note), _card(lines, "Không có gì phải quyết.", "check")]

    def _question(self, words: str, count: str, cards: Sequence[QuestionCard]) -> LinkRow:
        """Opens the desk at the first of them."""
        entity, _, record = cards[0].address.partition("/")
        place = Address(("desk", "conflicts"), {entity: record} if record else {})
        return LinkRow(
            words,
            partial(self.go, str(place)),
            icon="scales",
            state="attention",
            right=counted(count, "attention"),
        )

    def _requests(self, board: Board) -> list[QWidget]:
        """Shown only while something is owed: most days there is nothing."""
        found = board.requests
        if not found.open:
            return []
        words = (
            f"{found.overdue} quá hạn" if found.overdue else f"{found.soon} sắp đến hạn" if found.soon else ""
        )
        state: State = "danger" if found.overdue else "attention" if found.soon else "information"
        line = LinkRow(
            "Yêu cầu của người dân",
            partial(self.go, privacy_screen.ADDRESS),
            icon="shield",
            state=state,
            right=counted(words or f"{found.open} đang mở", state),
        )
        return [SectionTitle("Quyền dữ liệu", note=f"{found.open} yêu cầu"), _card([line])]

    def _drafts(self, board: Board) -> list[QWidget]:
        if not board.drafts:
            return []
        lines = [
            LinkRow(
                _draft_words(one.draft.address),
                partial(self.go, one.draft.address),
                detail=one.name,
                icon="edit",
                right=text(one.draft.when, "soft"),
            )
            for one in board.drafts[:MOST_LINES]
        ]
        return [SectionTitle("Đang gõ dở"), _card(lines)]

    def _station(self, board: Board) -> list[QWidget]:
        line = board.line
        state = truths.line_colour(line)
        lines = [self._truth(exchange.in_words(line), state)]
        if line.parked:
            lines.append(self._truth(f"{line.parked} thay đổi của máy khác chờ phần đi trước", "information"))
        if board.drift is not None and abs(board.drift) > TRUSTED_DRIFT_SECONDS:
            lines.append(self._truth(drift_words(board.drift), "attention"))
        elif board.drift is not None:
            lines.append(self._truth("Giờ máy đúng", "done"))
        for device in board.keys_wanted:
            words = f"Bản ghi hạn chế của máy {device[:4].upper()} chờ khoá của máy đó"
            lines.append(self._truth(words, "attention"))
        lines.append(self._backups(board.backups))
        lines += self._accounts(board)
        lines += [
            LinkRow(words, partial(self.go, keys_screen.ADDRESS), icon="key", state="attention")
            for words in board.keys
        ]
        return [SectionTitle("Máy này và kho tỉnh"), _card(lines)]

    def _backups(self, now: Standing) -> LinkRow:
        """Red when the last good one is too old, or the last try failed: a page that is damaged is found so.
        Always with the words that nothing runs unattended."""
        red = now.overdue or now.failed is not None
        state: State = "danger" if red else "attention" if now.only_here else "done"
        return LinkRow(
            now.words,
            partial(self.go, BACKUPS),
            detail=now.failed.words if now.failed else ONLY_UNLOCKED if now.overdue else now.where,
            icon="disk",
            state=state,
            right=counted("Xem và làm" if now.failed else "Sao lưu ngay", state) if red else None,
        )

    def _accounts(self, board: Board) -> list[LinkRow]:
        """Said before anything happens, to the one who can do something about it."""
        idle, policy = board.accounts
        lines = []
        for one in idle[:MOST_ALONE]:
            words = f"{one.name}: {one.days} ngày không dùng máy này"
            said = "đã ngừng" if one.stopped else f"ngừng sau {one.days_left} ngày"
            place = partial(self.go, f"accounts/{one.user}")
            lines.append(
                LinkRow(words, place, icon="person", state="attention", right=counted(said, "attention"))
            )
        if policy:
            place = partial(self.go, "accounts")
            said = "Chính sách mới chưa nhận"
            lines.append(LinkRow(said, place, detail=policy, icon="shield", state="attention"))
        return lines

    def _truth(self, words: str, state: State) -> LinkRow:
        return LinkRow(words, partial(self.go, warehouse.ADDRESS), icon=icons.STATE_ICONS[state], state=state)

    def _all(self, address: str, some: Sequence[object]) -> tuple[Action, ...]:
        return (Action("Xem tất cả", partial(self.go, address), look="link"),) if some else ()


def _card(lines: Sequence[QWidget], nothing: str = "", icon: str = "") -> Card:
    """Lines in one sheet; with none, a calm word that nothing waits."""
    card = Card()
    card.column.setContentsMargins(SIZES.step, SIZES.step, SIZES.step, SIZES.step)
    card.column.setSpacing(0)
    for line in lines:
        card.column.addWidget(line)
    if not lines:
        said = row(
            icons.mark(icon), text(nothing, "soft"), margins=(SIZES.gap, SIZES.gap, SIZES.gap, SIZES.gap)
        )
        card.column.addWidget(said)
    return card


def _late_and_due(late: int, due: int) -> QWidget:
    """Two columns, so that the same kind of number stands under itself."""
    said = (f"{late} quá hẹn" if late else "", f"{due} đến lịch" if due else "")
    labels = [counted(said[0], "danger"), counted(said[1], "attention")]
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(SIZES.wide)
    for label in labels:
        label.setMinimumWidth(label.fontMetrics().horizontalAdvance("000 đến lịch"))
        line.addWidget(label)
    holder.setAccessibleName(", ".join(part for part in said if part))
    return holder


def _people(count: int) -> str:
    return f"{count} người" if count else ""


def _since(arrived_at: str, *, old: bool) -> str:
    shown = shown_instant(arrived_at)
    return f"từ {shown[6:11]}" if old else f"đến {shown[:5]}"


def _draft_words(address: str) -> str:
    place = Address.parse(address)
    return next((words for pattern, words in DRAFTS if place.matches(pattern)), "Bản đang gõ")
