"""Draws the kit with a station's own words: `python -m tests.shell.gallery OUT light dark contrast`."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from station_app.common.days import FixedClock
from station_app.common.errors import Refused, Unavailable
from station_app.shell import theme, translations
from station_app.shell.bottom import Segment
from station_app.shell.fault import FaultPage
from station_app.shell.fields import (
    Choice,
    ChoiceField,
    LongTextField,
    NumberField,
    PartialDateField,
    ReferenceField,
    TextField,
    YesNo,
)
from station_app.shell.flow import Flow
from station_app.shell.forms import Form
from station_app.shell.rail import Room
from station_app.shell.screen import Address, Frame, Screen
from station_app.shell.search import Hit
from station_app.shell.signin import Account, FirstRun, SignIn
from station_app.shell.suggestions import Suggestion
from station_app.shell.tables import Column, Table
from station_app.shell.widgets import Action, Banner, Card, Chip, EmptyState, SectionTitle, TimelineRow
from station_app.shell.window import Window
from station_app.shell.work import Work
from tests.fingers import wait

CLOCK = FixedClock(datetime(2026, 11, 21, 3, 0, tzinfo=UTC))
PEOPLE = [
    ("Giàng Thị Mỷ", "09/03/1988", "38 tuổi", "075188004321", "Bản Dền", "Lầu Chí Dơ"),
    ("H'Yuôm Niê Kdăm", "03/2026", "8 tháng tuổi", "066326000118", "Buôn Trấp", "Y Bhăm Niê Kdăm"),
    ("Nguyễn Thị Hồng Nhung", "21/11/1955", "71 tuổi", "001155009876", "Thôn Đông Hạ", "Nguyễn Văn Khuê"),
    ("Vàng A Pó", "1962", "khoảng 64 tuổi", "010062000777", "Bản Dền", "Vàng A Pó"),
    ("Thạch Thị Sà Phương", "02/11/2026", "19 ngày tuổi", "", "Ấp Sóc Thát", "Thạch Sô Phia"),
]
LONG_ADDRESS = "Tổ 12, thôn Nậm Cang Lớn, cạnh nhà văn hoá cũ"


class Today(Screen):
    """What must be done today."""

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame, scrolls=True)
        for title, note, lines in (
            (
                "Tiêm chủng",
                "14 trẻ",
                (("Đến hạn tuần này, Bản Dền", "6 trẻ"), ("Quá hạn trên 30 ngày", "3 trẻ")),
            ),
            (
                "Tái khám",
                "",
                (("Tăng huyết áp hẹn hôm nay", "5 người"), ("Đái tháo đường quá hẹn", "2 người")),
            ),
        ):
            self.add(SectionTitle(title, Action("Xem tất cả", lambda: None, look="link"), note=note))
            card = Card()
            for words, count in lines:
                card.column.addWidget(TimelineRow(count, words, icon="chevron-right"))
            self.add(card)
        self.add(SectionTitle("Tình trạng máy"))
        chips = [("Kho tỉnh đã nhận đủ", "done"), ("3 thay đổi chờ gửi", "information")]
        chips += [("Còn 2 câu hỏi", "attention"), ("Ổ đĩa còn 1 GB", "danger"), ("Giờ máy đúng", "neutral")]
        self.add(Flow(*[Chip(words, state) for words, state in chips]))  # type: ignore[arg-type]
        self.add(
            Banner("Lô vắc xin 5 trong 1 số AB1203 hết hạn ngày 30/11/2026. Dùng trước lô khác.", "attention")
        )
        self.body.addStretch(1)

    def opened(self, address: Address) -> None:
        self.set_heading("Hôm nay", "thứ Bảy 21/11/2026")


class People(Screen):
    """The list of people."""

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        columns = [
            Column("Họ tên", lambda row: row[0], widest="Nguyễn Thị Hồng Nhung Phương", stretch=True),
            Column("Ngày sinh", lambda row: row[1], widest="00/00/0000"),
            Column("Tuổi", lambda row: row[2], widest="khoảng 64 tuổi"),
            Column("Số định danh", lambda row: row[3] or "chưa có", widest="000000000000"),
            Column("Thôn", lambda row: row[4], widest="Thôn Đông Hạ"),
            Column(
                "Tiêm chủng",
                lambda row: "Quá hạn" if "tháng" in row[2] else "Đủ",
                widest="Chưa đến hạn",
                state=lambda row: "attention" if "tháng" in row[2] else "done",
            ),
        ]
        empty = EmptyState(
            "Chưa có ai trong sổ", "Đăng ký hộ đầu tiên, hoặc nhập danh sách từ tệp Excel của xã."
        )
        self.table = Table(columns, empty=empty, name="Người dân")
        self.add(self.table)

    def opened(self, address: Address) -> None:
        self.table.set_rows(PEOPLE * (0 if address.query else 6))
        more = (Action("In danh sách", lambda: None, "Ctrl+P", "print"),)
        add = Action("Thêm người", lambda: None, "Ctrl+Return", "plus")
        self.set_heading("Người dân", "8.012 người · 1.934 hộ", add, more)


def person_form() -> Form:
    """The registration of one person, half filled, with one thing wrong."""
    form = Form("Lưu người này")
    form.add(TextField("full_name", "Họ và tên", required=True)).set_value("Giàng Thị Mỷ")
    born = PartialDateField("birth_date", "Ngày sinh", CLOCK.today, required=True, with_age=True)
    form.pair(
        born, ChoiceField("sex", "Giới tính", [Choice("male", "Nam"), Choice("female", "Nữ")], required=True)
    )
    form.add(ChoiceField("relation", "Quan hệ với chủ hộ", [
        Choice("00", "Chủ hộ"), Choice("01", "Vợ/chồng"), Choice("02", "Con"), Choice("03", "Bố/mẹ"),
        Choice("04", "Ông/bà"), Choice("05", "Khác"),
    ]))  # fmt: skip
    groups = [
        Choice(str(at), name)
        for at, name in enumerate(("Kinh", "Tày", "Thái", "Hmông", "Ê-đê", "Khmer", "Dao"))
    ]
    form.pair(ChoiceField("ethnicity", "Dân tộc", groups), TextField("phone", "Điện thoại"))
    found = [
        Suggestion("1", "Lầu Chí Dơ", "41 tuổi · Bản Dền"),
        Suggestion("2", "Lầu Thị Dí", "38 tuổi · Bản Dền"),
    ]
    form.add(ReferenceField("mother", "Mẹ", lambda _: found, lambda key: key))
    form.section("Lần khám này")
    temperature = NumberField(
        "temperature", "Nhiệt độ", unit="°C", possible=(30, 45), likely=(35, 41), decimals=1
    )
    form.pair(
        temperature, NumberField("pulse", "Mạch", unit="lần/phút", possible=(20, 300)), YesNo("fever", "Sốt")
    )
    form.add(LongTextField("note", "Ghi chú", hint="Điều người sau cần biết."))
    born.edit.setText("090388")
    form.fields["sex"].set_value("female")
    return form


class Registration(Screen):
    """A form in the frame."""

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        self.form = person_form()
        self.add(self.form, 1)

    def opened(self, address: Address) -> None:
        self.set_heading("Đăng ký người mới", LONG_ADDRESS)
        self.form.refused(Refused("số này đã có ở Giàng Thị Mỳ, Bản Dền. Mở người đó để xem.", "phone"))


def window(work: Work) -> Window:
    """The whole frame, with rooms and a search."""
    made = Window(work, CLOCK)
    made.set_station("Trạm Y tế xã Mường Hoa", "Điểm trạm Bản Dền")
    made.set_account("YS. Hạnh", [Action("Đổi mật khẩu", lambda: None, icon="key")])
    rooms = [
        ("today", "Hôm nay", "home"),
        ("households", "Hộ gia đình", "household"),
        ("people", "Người dân", "people"),
    ]
    rooms += [("visits", "Khám bệnh", "visit"), ("immunization", "Tiêm chủng", "syringe")]
    for at, (address, label, icon) in enumerate(rooms):
        made.add_room(Room(address, label, icon, f"F{at + 2}"))
    made.add_room(Room("desk", "Cần quyết", "scales", "F9", group=1))
    made.add_room(Room("warehouse", "Kho tỉnh", "warehouse", "F10", group=1))
    made.set_badge("desk", 2)
    made.register("today", Today)
    made.register("people", People)
    made.register("person/new", Registration)
    hits = [
        Hit(f"person/{at}", row[0], f"{row[2]} · {row[4]} · chủ hộ {row[5]}") for at, row in enumerate(PEOPLE)
    ]
    made.search_with(lambda typed: hits, lambda typed: f"person/new?name={typed}")
    made.set_status([
        Segment("Kho tỉnh đã nhận 37/37, dấu kiểm khớp, 10:32", "done", "warehouse"),
        Segment("3 thay đổi chờ gửi"),
        Segment("Sao lưu 07:00 hôm nay"),
        Segment("giờ máy đúng"),
    ])  # fmt: skip
    return made


def picture(widget: QWidget, out: Path, name: str) -> None:
    """What `widget` looks like now."""
    wait(150)
    widget.grab().save(str(out / f"{name}.png"))


def draw_all(out: Path, suffix: str, width: int, height: int) -> None:
    """Every place of the gallery at one size."""
    work = Work()
    made = window(work)
    made.resize(width, height)
    made.show()
    made.activateWindow()
    made.go("today")
    picture(made, out, f"today{suffix}")
    made.go("people")
    made.shown.table.setFocus()  # type: ignore[union-attr]
    picture(made, out, f"people{suffix}")
    made.top.search.bring()
    QTest.keyClicks(made.top.search, "giang my")
    wait(250)
    picture(made, out, f"search{suffix}")
    made.top.search.list.hide()
    made.go("person/new")
    made.shown.form.fields["birth_date"].focus()  # type: ignore[union-attr]
    made.notices.undoable("Đã lưu mũi tiêm Sởi – Rubella (MR) cho H'Yuôm Niê Kdăm.", lambda: None)
    picture(made, out, f"form{suffix}")
    offline = (
        "Chưa gửi được lên kho tỉnh.",
        "Dữ liệu vẫn an toàn trên máy này.",
        "Máy sẽ tự gửi lại khi có mạng.",
    )
    made.notices.trouble(Unavailable(*offline, "T-204"))
    made.go("people?none=1")
    picture(made, out, f"empty{suffix}")
    accounts = [Account("hanh", "Lò Thị Hạnh", "y sĩ"), Account("tuan", "H'Bia Niê", "trưởng trạm")]
    door = SignIn(work, "Trạm Y tế xã Mường Hoa", accounts, lambda login, password, second: None)
    made.cover(door)
    door._refused(Refused("Sai mật khẩu. Xem lại rồi gõ lại."))
    picture(made, out, f"signin{suffix}")
    made.cover(FirstRun(Action("Tạo sổ của trạm", lambda: None, icon="plus")))
    picture(made, out, f"first{suffix}")
    made.uncover()
    try:
        raise ValueError("never shown")
    except ValueError as error:
        page = FaultPage(error)
        page.show()
        picture(page, out, f"fault{suffix}")
    page.close()
    made.close()
    work.close()


def main(out: Path, variants: list[theme.Variant]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    translations.install(app)
    for variant in variants:
        theme.apply(app, variant)
        for width, height in ((1366, 728), (1093, 582), (960, 512)):
            draw_all(out, f"-{variant}-{width}", width, height)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:] or ["light"])  # type: ignore[arg-type]
