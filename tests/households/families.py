"""A family for the tests of households."""

from station_app.households.service import (
    HouseholdCard,
    MemberCard,
    NewMember,
    household_card,
    register_household,
)
from station_app.store.database import Database

PAO = {"full_name": "Giàng A Páo", "birth_date": "1980", "sex": "male", "phone": "0912345678"}
MY = {"full_name": "Vàng Thị Mỷ", "birth_date": "1982-03-09", "sex": "female"}
CHU = {"full_name": "Giàng A Chư", "birth_date": "2020-05-01", "sex": "male"}


def family() -> list[NewMember]:
    insured = {"type": "MA_THE_BHYT", "value": "GD4010123456789", "valid_to": "2026-12-31"}
    return [
        NewMember("02", values=CHU),
        NewMember("00", values=PAO, identifiers=[insured]),
        NewMember("01", values=MY),
    ]


def settled(database: Database, hamlet: str = "Bản Dền") -> HouseholdCard:
    return household_card(database, register_household(database, {"hamlet": hamlet}, family()))


def one(card: HouseholdCard, given_name: str) -> MemberCard:
    return next(member for member in card.members if member.full_name.endswith(given_name))
