"""May a person's data be used for a purpose? Every print, export and list for more than care asks."""

import json
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from station_app.common.days import PartialDate
from station_app.common.errors import Refused
from station_app.people.model import Person
from station_app.privacy.model import Consent, ProcessingRestriction
from station_app.privacy.rules.speaking import Speaker, age_of, speaker
from station_app.privacy.rules.using import Agreed, Restricted, Verdict, verdict
from station_app.privacy.service.handling import born
from station_app.privacy.service.packs import deadlines_on, purpose_of
from station_app.store.database import Database


def may_use(database: Database, person: str, purpose: str) -> Verdict:
    """Whether, on which legal basis, and in words why not."""
    return verdicts(database, [person], purpose)[person]


def usable(database: Database, people: Collection[str], purpose: str) -> frozenset[str]:
    """Those of them whose data may be used for it: what a list made for that purpose may hold."""
    return frozenset(person for person, one in verdicts(database, people, purpose).items() if one.allowed)


def require_use(database: Database, person: str, purpose: str) -> None:
    """Raises Refused where the data may not be used for it."""
    if not (found := may_use(database, person, purpose)).allowed:
        raise Refused(found.why, "person", code="not_permitted")


def verdicts(database: Database, people: Collection[str], purpose: str) -> Mapping[str, Verdict]:
    """For everyone asked about, read at once."""
    wanted, today = purpose_of(purpose), database.clock.today()
    with database.reading() as session:
        agreed = _agreed(session, people, purpose)
        restricted = _restricted(session, people)
        speakers = _speakers(session, people, today) if wanted.asks else {}
    return {
        person: verdict(
            wanted,
            agreed.get(person, ()),
            restricted.get(person, ()),
            speakers.get(person, Speaker.PERSON),
            today,
        )
        for person in people
    }


def restricted_now(database: Database, people: Collection[str]) -> frozenset[str]:
    """Those with any restriction today: their records are marked wherever they are shown."""
    today = database.clock.today()
    with database.reading() as session:
        found = _restricted(session, people)
    return frozenset(person for person, some in found.items() if any(one.holds(today) for one in some))


def _agreed(session: Session, people: Collection[str], purpose: str) -> dict[str, list[Agreed]]:
    rows = session.scalars(
        select(Consent)
        .where(Consent.person.in_(_listed(people)), Consent.purpose == purpose, Consent.gone.is_(None))
        .order_by(Consent.id)
    )
    found: dict[str, list[Agreed]] = {}
    for row in rows:
        one = Agreed(
            row.purpose or "",
            row.decision or "",
            _day(row.given_on),
            _day(row.withdrawn_on),
            bool(row.by_person),
            row.guardian_name,
        )
        found.setdefault(row.person or "", []).append(one)
    return found


def _restricted(session: Session, people: Collection[str]) -> dict[str, list[Restricted]]:
    rows = session.scalars(
        select(ProcessingRestriction).where(
            ProcessingRestriction.person.in_(_listed(people)), ProcessingRestriction.gone.is_(None)
        )
    )
    found: dict[str, list[Restricted]] = {}
    for row in rows:
        one = Restricted(row.scope or "", _day(row.valid_from), _last(row.valid_to))
        found.setdefault(row.person or "", []).append(one)
    return found


def _speakers(session: Session, people: Collection[str], today: date) -> dict[str, Speaker]:
    deadlines = deadlines_on(today)
    rows = session.scalars(select(Person).where(Person.id.in_(_listed(people))))
    return {row.id: speaker(age_of(born(row), today), deadlines) for row in rows}


def _listed(people: Collection[str]) -> Any:
    """Any number of ids as one argument."""
    return select(func.json_each(json.dumps(list(people))).table_valued("value").c.value)


def _day(text: str | None) -> date | None:
    return found.earliest if (found := _partial(text)) else None


def _last(text: str | None) -> date | None:
    """Of a day known to the month only, the last that it can be: the restriction holds that long."""
    return found.latest if (found := _partial(text)) else None


def _partial(text: str | None) -> PartialDate | None:
    try:
        return PartialDate.parse_iso(text) if text else None
    except Refused:
        return None
