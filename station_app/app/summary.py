"""The household summary: the sheet of the households room, with what the other rooms have to say."""

from collections.abc import Callable, Iterator

from station_app.app.sections import sections_of
from station_app.common.days import parse_instant
from station_app.common.errors import Refused
from station_app.exchange import service as exchange
from station_app.households import service as households
from station_app.households.service import HouseholdCard, HouseholdRow, MemberCard
from station_app.households.sheet import HouseholdPage, MemberBlock, Section, summaries, summary
from station_app.paper.letterhead import Imprint, Letterhead
from station_app.people import service as people
from station_app.privacy import service as privacy
from station_app.staff import service as staff
from station_app.store.database import Database

_PAGE = 200
_NATIONAL = "SDDCN"
FAMILY_SHEET = "family_sheet"
"""The purpose for which a person's data stands on a paper that the whole house reads."""
UNTOLD = "Không in ở đây theo yêu cầu của người này; xem hồ sơ tại trạm."


def household_by_code(database: Database, code: str) -> bytes:
    """Raises Refused for a code that no household here has."""
    found = households.find_by_code(database, code)
    if found is None:
        raise Refused(f"Không có hộ nào mang mã {code} trên máy này.", "code", code="not_found")
    return household(database, found)


def household(database: Database, record: str) -> bytes:
    """The summary of one household as a PDF."""
    staff.require(database, staff.Right.PRINT)
    return summary([page_of(database, record)], letterhead(database), imprint(database))


def hamlet(
    database: Database,
    name: str,
    *,
    limit: int | None = None,
    progress: Callable[[int], bool] = lambda done: True,
) -> tuple[bytes, int]:
    """The summaries of a whole hamlet in one PDF, and how many. Raises Refused when there are none."""
    staff.require(database, staff.Right.PRINT)
    rows = list(_rows(database, name, limit))
    if not rows:
        raise Refused(f"Không có hộ nào ở {name}. Xem lại tên thôn, bản.", "hamlet", code="not_found")
    pages = (page_of(database, row.id) for row in rows)
    made = summaries(pages, letterhead(database), imprint(database), progress)
    if made is None:
        raise Refused("Đã dừng in theo yêu cầu. Chưa có tệp nào được lưu.", code="cancelled")
    return made, len(rows)


def _rows(database: Database, name: str, limit: int | None) -> Iterator[HouseholdRow]:
    after: tuple[str, str, str] | None = None
    left = limit if limit is not None else 10**9
    while left > 0:
        rows = households.list_households(database, hamlet=name, limit=min(_PAGE, left), after=after)
        yield from rows
        if len(rows) < min(_PAGE, left):
            return
        left -= len(rows)
        after = (rows[-1].hamlet, rows[-1].code, rows[-1].id)


def page_of(database: Database, record: str) -> HouseholdPage:
    """All that the sheet says of a household, in words."""
    today = database.clock.today()
    card = households.household_card(database, record, today)
    living = [member for member in card.members if member.died_on is None]
    told = privacy.usable(database, [member.person for member in living], FAMILY_SHEET)
    said = sections_of(database, list(told), today)
    numbers = people.newest_numbers(database, told, _NATIONAL)
    blocks = tuple(
        _block(member, said[member.person], numbers.get(member.person, ""))
        if member.person in told
        else MemberBlock(name=member.full_name, relation=member.relation_label, untold=UNTOLD)
        for member in living
    )
    return HouseholdPage(
        code=card.code,
        head_name=next((member.full_name for member in card.members if member.relation == "00"), ""),
        address=card.address,
        hamlet=card.hamlet,
        phone=card.labels["phone"],
        poverty=_poverty(card),
        water=_with_hygiene(card, "water_source", "water_hygienic"),
        latrine=_with_hygiene(card, "latrine", "latrine_hygienic"),
        members=blocks,
    )


def _block(member: MemberCard, sections: tuple[Section, ...], number: str) -> MemberBlock:
    return MemberBlock(
        name=member.full_name,
        sex=member.sex_label,
        born=member.born,
        age=member.age,
        relation=member.relation_label,
        insurance=member.insurance.number if member.insurance and member.insurance.valid else "",
        national_number=number,
        sections=sections,
    )


def _poverty(card: HouseholdCard) -> str:
    label, year = card.labels["poverty_class"], card.labels["poverty_year"]
    return f"{label} ({year})" if label and year else label


def _with_hygiene(card: HouseholdCard, name: str, hygienic: str) -> str:
    label = card.labels[name]
    match card.facts[hygienic]:
        case True:
            return f"{label}, hợp vệ sinh" if label else "Hợp vệ sinh"
        case False:
            return f"{label}, chưa hợp vệ sinh" if label else "Chưa hợp vệ sinh"
    return label


def letterhead(database: Database) -> Letterhead:
    station = database.station()
    # Since 01/01/2026 a station belongs to the commune's People's Committee (TT 43/2025/TT-BYT).
    commune = station.name.removeprefix("Trạm Y tế").strip()
    point = f"Điểm trạm {station.point_name}" if station.point_name else ""
    return Letterhead(f"Ủy ban nhân dân {commune}" if commune else "", station.name, point)


def imprint(database: Database) -> Imprint:
    name = staff.name_of(database, [database.author.user]).get(database.author.user, "")
    last = exchange.as_of(database)
    return Imprint(name, database.clock.now(), parse_instant(last) if last else None)
