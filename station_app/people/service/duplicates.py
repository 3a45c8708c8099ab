"""Who may already be this person: asked before a second record is made."""

from collections.abc import Collection

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from station_app.common.names import words
from station_app.people.model import Person, PersonSearch
from station_app.people.rules.likeness import Described, likeness
from station_app.people.service.hits import PersonHit, hits
from station_app.store.database import Database
from station_app.store.verbs import Values

MOST = 5


def likely_duplicates(
    database: Database, values: Values, *, near: Collection[str] = (), apart_from: str | None = None
) -> list[PersonHit]:
    """The most alike first, with `why`. `near`: people of the hamlet or household being entered."""
    wanted = _described(values)
    with database.reading() as session:
        alike = {
            person.id: found
            for person in _candidates(session, wanted)
            if person.id != apart_from
            if (found := likeness(wanted, _of(person, near)))
        }
        best = sorted(alike, key=lambda person: -alike[person].score)[:MOST]
        why = {person: alike[person].why for person in best}
        return hits(session, best, database.clock.today(), words=words(wanted.full_name), why=why)


def _candidates(session: Session, wanted: Described) -> list[Person]:
    """Whoever shares family and given name and the year of birth, by the word index."""
    spelled = words(wanted.full_name)
    if not spelled:
        return []
    expression = " ".join(f'"{word}"' for word in {spelled[0], spelled[-1]})
    if wanted.birth_date:
        expression += f' "{wanted.birth_date[:4]}"*'
    rows = text("SELECT rowid FROM person_words WHERE person_words MATCH :expression LIMIT 500")
    numbers = session.scalars(rows, {"expression": expression}).all()
    return list(
        session.scalars(
            select(Person)
            .join(PersonSearch, PersonSearch.person == Person.id)
            .where(PersonSearch.number.in_(numbers), Person.gone.is_(None))
        )
    )


def _described(values: Values) -> Described:
    def said(name: str) -> str | None:
        return str(values[name]) if values.get(name) else None

    return Described(said("full_name") or "", said("birth_date"), said("sex"), said("phone"))


def _of(person: Person, near: Collection[str]) -> Described:
    return Described(person.full_name or "", person.birth_date, person.sex, person.phone, person.id in near)
