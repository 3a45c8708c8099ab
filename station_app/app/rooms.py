"""What the rooms bring together: entities, verbs, and what they derive from each other's changes."""

from collections.abc import Mapping

from station_app.health_records import service as health_records
from station_app.health_records.wire import ENTITIES as HEALTH_RECORDS
from station_app.households import service as households
from station_app.households.wire import ENTITIES as HOUSEHOLDS
from station_app.immunization import service as immunization
from station_app.immunization.wire import ENTITIES as IMMUNIZATION
from station_app.people import service as people
from station_app.people.wire import ENTITIES as PEOPLE
from station_app.privacy import service as privacy
from station_app.privacy.wire import ENTITIES as PRIVACY
from station_app.staff import service as staff
from station_app.staff.wire import ENTITIES as STAFF
from station_app.store.database import Derive, Guard
from station_app.store.seal_keys import ENTITIES as SEALS
from station_app.store.verbs import Verbs
from station_app.visits import service as visits
from station_app.visits.wire import ENTITIES as VISITS
from sync.catalogue import Catalogue

CATALOGUE = Catalogue(
    (*STAFF, *PEOPLE, *HOUSEHOLDS, *HEALTH_RECORDS, *IMMUNIZATION, *VISITS, *PRIVACY, *SEALS)
)
"""The data dictionary; `resources/catalog.json` is its copy for the province (a test compares them)."""

DERIVE: tuple[Derive, ...] = (people.derive, immunization.derive)
"""In the order of the floors: what a lower room derives, a higher one may read."""

GUARD: Guard = staff.guard
"""Asked of every save: has its author the right to what it changes?"""

VERBS: Mapping[str, Verbs] = {
    **staff.VERBS,
    **people.VERBS,
    **households.VERBS,
    **health_records.VERBS,
    **immunization.VERBS,
    **visits.VERBS,
    **privacy.VERBS,
}
"""What scripts may do, by entity."""
