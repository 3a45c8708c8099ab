"""How households and memberships travel."""

from station_app.households.model import Household, HouseholdMember
from station_app.store.record import entity

ENTITIES = (
    entity(Household, label="Hộ gia đình"),
    entity(HouseholdMember, label="Thành viên hộ", subject="person"),
)
