"""What the rooms bring to the database: their entities, and what they derive from each other's changes."""

from station_app.health_records.wire import ENTITIES as HEALTH_RECORDS
from station_app.households.wire import ENTITIES as HOUSEHOLDS
from station_app.immunization.service import derive as derive_due_doses
from station_app.immunization.wire import ENTITIES as IMMUNIZATION
from station_app.people.service import derive as derive_people_search
from station_app.people.wire import ENTITIES as PEOPLE
from station_app.staff.wire import ENTITIES as STAFF
from station_app.store.database import Derive
from station_app.visits.wire import ENTITIES as VISITS
from sync.policy import Catalogue

CATALOGUE = Catalogue((*STAFF, *PEOPLE, *HOUSEHOLDS, *HEALTH_RECORDS, *IMMUNIZATION, *VISITS))
"""The data dictionary; `resources/catalog.json` is its copy for the province (a test compares them)."""

DERIVE: tuple[Derive, ...] = (derive_people_search, derive_due_doses)
"""In the order of the floors: what a lower room derives, a higher one may read."""
