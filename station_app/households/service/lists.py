"""Lists of households, page by page, and hamlets with their counts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from station_app.common.names import fold
from station_app.households.rules import HEAD
from station_app.households.service.cards import address_line
from station_app.people import service as people
from station_app.store.database import Database

FEW = 2_000
"""So many people are named one by one; where more match, each household is asked as it comes."""
After = tuple[str, str, str]
"""Hamlet, code and id of the last row shown: where the next page begins."""


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """A line of the list of households."""

    id: str
    code: str
    hamlet: str
    address: str
    head_name: str
    people: int
    poverty_class: str | None

    @property
    def place(self) -> After:
        return self.hamlet, self.code, self.id


@dataclass(frozen=True, slots=True)
class HamletCount:
    hamlet: str
    households: int
    people: int


_NOBODY = "(SELECT id FROM person WHERE gone IS NOT NULL)"
_PAGE = """
SELECT h.id, h.code, h.hamlet, h.house_number, h.address, h.poverty_class
FROM household h WHERE h.gone IS NULL
"""
# The page is chosen first: heads and counts are then looked up for its rows only.
_ROWS = f"""
WITH h AS MATERIALIZED ({{}}) SELECT h.*,
  (SELECT p.full_name FROM household_member m JOIN person p ON p.id = m.person AND p.gone IS NULL
    WHERE m.household = h.id AND m.relation = :head AND m.gone IS NULL AND m.to_date IS NULL
    ORDER BY m.id LIMIT 1),
  (SELECT count(*) FROM household_member m WHERE m.household = h.id AND m.gone IS NULL
    AND m.to_date IS NULL AND m.person NOT IN {_NOBODY})
FROM h ORDER BY h.hamlet, h.code, h.id
"""  # noqa: S608  constant text


def list_households(
    database: Database,
    hamlet: str | None = None,
    query: str = "",
    limit: int = 50,
    after: After | None = None,
) -> list[HouseholdRow]:
    """By hamlet, then code. `query`: part of a code, or the name or number of anyone who lives there."""
    where, arguments = [_PAGE], {"head": HEAD, "limit": limit}
    with database.reading() as session:
        if hamlet:
            where.append("AND h.hamlet = :hamlet")
            arguments["hamlet"] = hamlet
        if query.strip():
            where.append(_matches(session, query.strip(), arguments))
        if after:
            where.append("AND (h.hamlet, h.code, h.id) > (:hamlet_, :code_, :id_)")
            arguments |= dict(zip(("hamlet_", "code_", "id_"), after, strict=True))
        where.append("ORDER BY h.hamlet, h.code, h.id LIMIT :limit")
        rows = session.connection().exec_driver_sql(_ROWS.format(" ".join(where)), arguments)
        return [
            HouseholdRow(
                id_, code or "", place or "", address_line(number, address), head or "", count, poverty
            )
            for id_, code, place, number, address, poverty, head, count in rows
        ]


def _matches(session: Session, query: str, arguments: dict[str, Any]) -> str:
    """The condition on a household; the values it needs are added to `arguments`."""
    connection = session.connection()
    found = people.matching_people(session, query, FEW)
    if found is not None:
        homes = connection.exec_driver_sql(_HOMES, (json.dumps(found),)).scalars().all()
        coded = _coded(connection, query)
        arguments["ids"] = json.dumps([*homes, *coded])
        return "AND h.id IN (SELECT value FROM json_each(:ids))"
    words = people.tokens(query)
    arguments |= {f"word{number}": f" {word}" for number, word in enumerate(words)}
    each = [f"instr(' ' || s.folded, :word{number})" for number in range(len(words))]
    return _HOME_OF_SOMEBODY.format(" AND ".join(each))


def _coded(connection: Connection, query: str) -> Sequence[str]:
    """A code is typed with its digits or dashes; plain letters are a name."""
    if not any(sign.isdigit() or sign == "-" for sign in query):
        return []
    return connection.exec_driver_sql(_CODED, (f"%{query.upper()}%", FEW)).scalars().all()


_HOMES = """SELECT household FROM household_member
    WHERE gone IS NULL AND to_date IS NULL AND person IN (SELECT value FROM json_each(?))"""
_CODED = "SELECT id FROM household WHERE gone IS NULL AND code LIKE ? LIMIT ?"
_HOME_OF_SOMEBODY = """AND EXISTS
    (SELECT 1 FROM household_member m JOIN person_search s ON s.person = m.person
    WHERE m.household = h.id AND m.gone IS NULL AND m.to_date IS NULL AND {})"""
_HAMLETS = f"""
SELECT h.hamlet, count(*), coalesce(sum(n.people), 0) FROM household h LEFT JOIN
  (SELECT household, count(*) AS people FROM household_member WHERE gone IS NULL AND to_date IS NULL
    AND person NOT IN {_NOBODY} GROUP BY household) n ON n.household = h.id
WHERE h.gone IS NULL AND h.hamlet <> '' GROUP BY h.hamlet
"""  # noqa: S608  constant text


def hamlets(database: Database) -> list[HamletCount]:
    """Every hamlet in use, in the order a person would look for it."""
    with database.reading() as session:
        rows = session.connection().exec_driver_sql(_HAMLETS)
        counted = [HamletCount(*row) for row in rows]
    return sorted(counted, key=lambda row: _natural(row.hamlet))


def _natural(hamlet: str) -> list[str]:
    """Thôn 2 before Thôn 10."""
    return [word.zfill(6) if word.isdigit() else word for word in fold(hamlet).split()]
