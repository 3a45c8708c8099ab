"""Questions that no single record holds: doses written twice, and households that two PCs broke together."""

from station_app.exchange.questions.asked import BOTH, Candidate, QuestionCard
from station_app.exchange.questions.wording import Words
from station_app.households import service as households
from station_app.households.service import HouseholdQuestion
from station_app.immunization import service as immunization
from station_app.immunization.service import DoseWritten, WrittenTwice
from station_app.people.service import shown_day
from station_app.staff import service as staff
from station_app.store.database import Database, Opened

TWICE = (
    "Hai máy không biết nhau cùng ghi mũi này. Chưa quyết thì chỉ tính một mũi; bản không giữ vẫn còn trong "
    "lịch sử."
)
_HOUSE_TITLES = {
    "heads": "Hộ có hai chủ hộ",
    "no_head": "Hộ chưa có chủ hộ",
    "two_homes": "Thường trú ở hai hộ",
    "code_twice": "Hai hộ cùng một mã",
}


def dose_questions(database: Database) -> list[QuestionCard]:
    found = immunization.doses_written_twice(database)
    if not found:
        return []
    names = staff.name_of(database, {dose.author for twice in found for dose in twice.doses})
    homes = households.places(database, {twice.person for twice in found})
    with database.reading() as session:
        own = database.raw(session).execute("SELECT device FROM sync_self").fetchone()[0]
    words = Words(database, {}, names, own)
    return [
        _dose_card(words, twice, home.hamlet if (home := homes.get(twice.person)) else "") for twice in found
    ]


def _dose_card(words: Words, twice: WrittenTwice, hamlet: str) -> QuestionCard:
    number = f" mũi {twice.dose_number}" if twice.dose_number else ""
    written = tuple(_written(words, dose, "Một mũi, giữ ngày") for dose in twice.doses)
    both = Candidate(BOTH, "Hai mũi khác nhau", "Cả hai được giữ, mỗi mũi một số thứ tự.", "", "", "", False)
    return QuestionCard(
        "dose",
        twice.one,
        f"twice {twice.other}",
        twice.name or "Chưa rõ tên",
        f"person/{twice.person}",
        f"Ghi hai lần · {twice.label}{number}",
        (*written, both),
        Opened(("dose", twice.one), {}, {}),
        about=hamlet,
        lead=TWICE,
        writers=frozenset(dose.author for dose in twice.doses),
        twice=twice,
    )


def _written(words: Words, dose: DoseWritten, keep: str) -> Candidate:
    number = f"mũi {dose.dose_number}" if dose.dose_number else ""
    said = (dose.label, number, f"lô {dose.lot}" if dose.lot else "", dose.facility or "")
    return Candidate(
        dose.id,
        f"{keep} {shown_day(dose.given_on)}",
        words.author(dose.author),
        words.time(dose.written_at),
        dose.point,
        words.device(dose.device),
        False,
        author_id=dose.author,
        device_id=dose.device,
        more=" · ".join(part for part in said if part),
        time=dose.written_at,
    )


def household_questions(database: Database) -> list[QuestionCard]:
    found = households.household_questions(database)
    places = households.houses(database, {one.household for one in found})
    cards = []
    for one in found:
        place = places.get(one.household)
        name = f"Hộ {(place.head_name if place else '') or one.code}"
        cards.append(_house_card(one, name, place.hamlet if place else ""))
    return cards


def _house_card(one: HouseholdQuestion, name: str, hamlet: str) -> QuestionCard:
    return QuestionCard(
        "household",
        one.household,
        one.kind,
        name,
        f"household/{one.household}",
        _HOUSE_TITLES.get(one.kind, "Hộ cần xem lại"),
        (),
        Opened(("household", one.household), {}, {}),
        about=hamlet,
        lead=one.words,
        house=one,
    )
