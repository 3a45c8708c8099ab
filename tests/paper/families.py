"""Households for the tests of paper: ordinary, crowded, long-named and nearly empty."""

from datetime import UTC, datetime, timedelta, timezone

from station_app.households.sheet import HouseholdPage, MemberBlock, Section, Tone
from station_app.paper.letterhead import Imprint, Letterhead

WALL = timezone(timedelta(hours=7))
LETTERHEAD = Letterhead("UBND xã Mường Hoa", "Trạm Y tế xã Mường Hoa", "Điểm trạm Bản Dền", "0214 3871 234")
IMPRINT = Imprint(
    "YS. Lò Thị Hạnh",
    datetime(2026, 11, 21, 14, 5, tzinfo=WALL),
    datetime(2026, 11, 21, 3, 32, tzinfo=UTC),
)
CODE = "03058-B04-D1-0137"

FATHER = MemberBlock(
    name="Giàng A Páo",
    sex="Nam",
    born="09/03/1984",
    age="42 tuổi",
    relation="Chủ hộ",
    insurance="HN 2 10 0123456789, đến 31/12/2026",
    national_number="010084001234",
    sections=(
        Section("Dị ứng", ("Penicillin – phát ban, khó thở (nặng)",), Tone.ALERT),
        Section("Bệnh đang theo dõi", ("Tăng huyết áp (từ 2019)", "Đái tháo đường típ 2 (từ 2023)")),
        Section("Lần đo gần nhất", ("Huyết áp 150/95 mmHg", "Cân nặng 61,5 kg, ngày 02/11/2026")),
        Section("Hẹn khám lại", ("Khám lại huyết áp, ngày 02/12/2026",), Tone.DUE),
    ),
)
DAUGHTER = MemberBlock(
    name="Giàng Thị Mỷ",
    sex="Nữ",
    born="12/11/2024",
    age="24 tháng tuổi",
    relation="Con đẻ",
    sections=(
        Section("Dị ứng"),
        Section("Đã tiêm", ("Lao (BCG) 20/11/2024", "5 trong 1 mũi 1, 2, 3", "Sởi mũi 1 15/08/2025")),
        Section("Quá hạn tiêm", ("Sởi–Rubella mũi 1, từ 12/05/2026",), Tone.OVERDUE),
        Section("Cần tiêm", ("Viêm não Nhật Bản mũi 3, từ 03/12/2026",), Tone.DUE),
    ),
)
LONG_NAMES = (
    "H’Bŭăk Niê Kdăm Ayŭn Hđơk Buôn Krông Êban Mlô Duôn Du",
    "Sùng Thị Nguyễn-Hoàng-Phương-Quỳnh-Anh Trần Lê Vũ Đặng Bùi",
    "NguyễnVănKhôngCóDấuCáchNàoTrongTênRấtDàiCủaNgườiNày",
)
CROWDED_SECTIONS = (
    Section("Dị ứng", ("Trimethoprim–sulfamethoxazole – hội chứng Stevens–Johnson (rất nặng)",), Tone.ALERT),
    Section("Bệnh đang theo dõi", ("Rối loạn chuyển hóa lipoprotein và tăng lipid máu khác ≥ 5 năm",)),
    Section("Cần tiêm", ("Bạch hầu–Ho gà–Uốn ván–Viêm gan B–Hib mũi 3, từ 12/05/2026",), Tone.DUE),
)


def household(
    *members: MemberBlock, code: str = CODE, address: str = "Số 17, đường lên thác"
) -> HouseholdPage:
    return HouseholdPage(
        code=code,
        head_name=members[0].name if members else "",
        address=address,
        hamlet="Bản Dền",
        phone="0987 654 321",
        poverty="Hộ nghèo (2026)",
        water="Nước suối, máng lần – chưa hợp vệ sinh",
        latrine="Hai ngăn ủ phân tại chỗ – hợp vệ sinh",
        members=members,
    )


def crowded(count: int = 3) -> HouseholdPage:
    members = [
        MemberBlock(
            name=LONG_NAMES[number % len(LONG_NAMES)],
            sex="Nữ",
            born="1988",
            age="khoảng 38 tuổi",
            relation="Anh/chị/em dâu/rể",
            insurance="DK 2 66 1234567890, đến 31/12/2026, đăng ký tại Trạm Y tế xã Cư Êbur",
            national_number="066188001234",
            sections=CROWDED_SECTIONS,
        )
        for number in range(count)
    ]
    return household(*members, address="Số 1234/56B ngách 7 hẻm đường liên buôn Ea")
