"""Where an answer is sent: hamlet, commune and province; there are no districts any more."""

import resources
from station_app.common.errors import Refused
from station_app.households import service as households
from station_app.store.database import Database


def address_of(database: Database, person: str) -> str:
    """The two-level address of the person's house; the commune's own where the person belongs to no house."""
    station = database.station()
    commune = station.name.removeprefix("Trạm Y tế").strip()
    provinces = {one.code: one.label for one in resources.codes("provinces_34")}
    parts: list[str] = []
    if house := households.household_of(database, person):
        try:
            card = households.household_card(database, house)
            parts = [card.address or card.hamlet]
            if card.hamlet and card.hamlet not in parts[0]:
                parts.append(card.hamlet)
        except Refused:
            parts = []
    for part in (commune, provinces.get(station.province or "", "")):
        if part and not any(part in one for one in parts):
            parts.append(part)
    return ", ".join(part for part in parts if part)
