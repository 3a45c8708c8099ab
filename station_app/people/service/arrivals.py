"""A newcomer with the papers in hand: the person and the numbers saved together or not at all."""

from collections.abc import Mapping

from station_app.common.errors import Refused
from station_app.people.service.numbers import enter_identifier
from station_app.people.service.register import enter_person
from station_app.store.database import Database
from station_app.store.verbs import Values


def register_with_numbers(
    database: Database, values: Values, numbers: Mapping[str, str], *, confirmed_doubts: bool = False
) -> str:
    """`numbers` by their type. A refused number is named by its type, so that a form finds its field."""
    with database.writing() as session:
        person = enter_person(session, values, database.clock.today(), confirmed_doubts=confirmed_doubts)
        for kind, value in numbers.items():
            try:
                enter_identifier(
                    session,
                    {"person": person, "type": kind, "value": value, "status": "active"},
                    confirmed_doubts=confirmed_doubts,
                )
            except Refused as refusal:
                raise refusal.at(kind) from None
        return person
