"""How a household summary looks: the house above, then each member, with what to do in the right column."""

from collections.abc import Sequence

from station_app.households.sheet.content import TITLE, TO_DO, HouseholdPage, MemberBlock, Section, Tone
from station_app.paper import blocks, qr
from station_app.paper.flow import Block, Column, Columns
from station_app.paper.page import WIDTH, Head
from station_app.paper.signs import Sign
from station_app.paper.typeface import LINE

GAP = 18.0
TASKS = 176.0
RECORD = WIDTH - TASKS - GAP
LABEL = 84.0

SIGNS = {Tone.OVERDUE: Sign.OVERDUE, Tone.DUE: Sign.DUE}
CLOSING = (
    "Khi đi khám hoặc đi tiêm, xin mang theo giấy này và thẻ BHYT. "
    "Giấy có thông tin sức khỏe riêng của gia đình, xin giữ cẩn thận."
)


def head(household: HouseholdPage) -> Head:
    return Head(
        title=TITLE,
        about=f"Hộ {household.head_name}" if household.head_name else "",
        code=household.code,
        qr=qr.household_content(household.code) or "",
        qr_words="Quét để mở hồ sơ",
    )


def content(household: HouseholdPage) -> list[Block]:
    drawn = [*_house(household), *_overview(household)]
    if not household.members:
        drawn.append(blocks.line("Hộ chưa có thành viên nào trong sổ.", "soft", before=14))
    drawn += [_member(member) for member in household.members]
    return [*drawn, blocks.small(CLOSING, before=12)]


def _house(household: HouseholdPage) -> list[Block]:
    entries = [
        ("Mã hộ", household.code),
        ("Địa chỉ", household.address),
        ("Thôn, bản", household.hamlet),
        ("Điện thoại", household.phone),
        ("Diện hộ", household.poverty),
        ("Nguồn nước", household.water),
        ("Nhà tiêu", household.latrine),
        ("Số người", str(len(household.members))),
    ]
    return blocks.pairs(entries, WIDTH, (1.0, 1.35, 1.0, 0.8))


def _overview(household: HouseholdPage) -> list[Block]:
    """How much needs attention in this house, before who and what."""
    chips = [
        blocks.Chip(words.format(count), sign)
        for words, sign, count in (
            ("{} người có dị ứng", Sign.ALERT, sum(bool(one.toned(Tone.ALERT)) for one in household.members)),
            ("{} việc quá hạn", Sign.OVERDUE, household.tasks(Tone.OVERDUE)),
            ("{} việc cần làm", Sign.DUE, household.tasks(Tone.DUE)),
        )
        if count
    ]
    return [blocks.Chips(chips, before=11)] if chips else []


def _member(member: MemberBlock) -> Columns:
    record = [blocks.space(6), *_record(member)]
    # Their small heading stands on the baseline of the name.
    tasks = [blocks.space(10.8), *_tasks(member)]
    columns = [Column(RECORD, record), Column(TASKS, tasks)]
    return Columns(columns, gap=GAP, whole=True, before=11, rule=LINE)


def _record(member: MemberBlock) -> list[Block]:
    lines: list[Block] = [blocks.name(member.name), blocks.line(member.introduced)]
    if member.untold:
        return [*lines, blocks.line(member.untold, "soft")]
    lines.append(blocks.small(member.papers))
    for section in member.toned(Tone.ALERT):
        text = f"{section.title}: {'; '.join(section.lines)}"
        lines.append(blocks.signed(Sign.ALERT, text, RECORD, colour="danger", strong=True, around=2))
    lines += [_fact(section) for section in member.facts]
    return lines


def _fact(section: Section) -> Columns:
    if not section.lines:
        return blocks.labelled(section.title, "Chưa ghi nhận", RECORD, LABEL, colour="soft")
    return blocks.labelled(section.title, " · ".join(section.lines), RECORD, LABEL)


def _tasks(member: MemberBlock) -> list[Block]:
    due = member.toned(*TO_DO)
    if member.untold:
        return []
    if not due:
        return [blocks.label("Chưa có việc đến hạn")]
    return [block for place, section in enumerate(due) for block in _task(section, is_first=place == 0)]


def _task(section: Section, *, is_first: bool) -> Sequence[Block]:
    is_late = section.tone is Tone.OVERDUE
    lines: list[Block] = [] if is_first else [blocks.space(4)]
    lines.append(blocks.label(section.title, "danger" if is_late else "primary", strong=True))
    lines += [blocks.signed(SIGNS[section.tone], text, TASKS, strong=is_late) for text in section.lines]
    return lines
