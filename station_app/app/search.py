"""The one search over people and households: best first, told apart by age, hamlet and head."""

from collections.abc import Sequence

from station_app.households import service as households
from station_app.households.service import Place
from station_app.paper.qr import household_code_in
from station_app.people import service as people
from station_app.people.service import PersonHit
from station_app.shell.screen import Address
from station_app.shell.search import Hit
from station_app.store.database import Database

MOST = 12


def find(database: Database, typed: str) -> Sequence[Hit]:
    """A household's code, typed or scanned from its sheet, comes first."""
    household = households.find_by_code(database, household_code_in(typed) or typed)
    found = people.search(database, typed, MOST)
    places = households.places(database, [hit.id for hit in found])
    hits = [_person(hit, places.get(hit.id)) for hit in found]
    return [_household(database, household), *hits] if household else hits


def newcomer(typed: str) -> str:
    """Where what was typed is registered; digits alone are a number, not a name."""
    name = typed if any(sign.isalpha() for sign in typed) and "|" not in typed else ""
    return str(Address(("person", "new"), {"name": name} if name else {}))


def _person(hit: PersonHit, place: Place | None) -> Hit:
    parts = [hit.age or "chưa rõ tuổi", place.hamlet if place else "chưa thuộc hộ nào"]
    if place and place.head_name and place.head_name != hit.full_name:
        parts.append(f"chủ hộ {place.head_name}")
    if hit.number:
        parts.append(f"số {hit.number}")
    if hit.died_on:
        parts.insert(0, "đã mất")
    alternative = f"household/{place.household}" if place else ""
    return Hit(f"person/{hit.id}", hit.full_name, " · ".join(parts), alternative)


def _household(database: Database, household: str) -> Hit:
    card = households.household_card(database, household)
    head = card.head.full_name if card.head else "chưa có chủ hộ"
    detail = f"{card.code} · {card.hamlet} · {len(card.members)} người"
    return Hit(f"household/{household}", f"Hộ {head}", detail, icon="household")
