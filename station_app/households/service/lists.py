"""Lists of households, page by page; hamlets with their counts; and what merges have left to be asked."""

from dataclasses import dataclass
from typing import Any

from station_app.common.names import fold
from station_app.households.rules import HEAD, PERMANENT
from station_app.households.service.cards import address_line
from station_app.people import service as people
from station_app.store.database import Database

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


@dataclass(frozen=True, slots=True)
class HouseholdQuestion:
    """Something true on each PC alone and wrong together; `words` says it and the way out."""

    kind: str
    household: str
    code: str
    words: str


_ROW = """
SELECT h.id, coalesce(h.code, ''), coalesce(h.hamlet, ''), h.house_number, h.address, h.poverty_class,
  (SELECT p.full_name FROM household_member m JOIN person p ON p.id = m.person AND p.gone IS NULL
    WHERE m.household = h.id AND m.relation = :head AND m.gone IS NULL AND m.to_date IS NULL
    ORDER BY m.id LIMIT 1),
  (SELECT count(*) FROM household_member m JOIN person p ON p.id = m.person AND p.gone IS NULL
    WHERE m.household = h.id AND m.gone IS NULL AND m.to_date IS NULL)
FROM household h WHERE h.gone IS NULL
"""


def list_households(
    database: Database,
    hamlet: str | None = None,
    query: str = "",
    limit: int = 50,
    after: After | None = None,
) -> list[HouseholdRow]:
    """By hamlet, then code. `query`: part of a code, or the name or number of anyone who lives there."""
    where, values = [_ROW], {"head": HEAD, "limit": limit}
    arguments: dict[str, Any] = dict(values)
    if hamlet:
        where.append("AND h.hamlet = :hamlet")
        arguments["hamlet"] = hamlet
    if query.strip():
        where.append(_matches(query, arguments))
    if after:
        where.append("AND (coalesce(h.hamlet, ''), coalesce(h.code, ''), h.id) > (:hamlet_, :code_, :id_)")
        arguments |= dict(zip(("hamlet_", "code_", "id_"), after, strict=True))
    where.append("ORDER BY 3, 2, 1 LIMIT :limit")
    with database.reading() as session:
        rows = session.connection().exec_driver_sql(" ".join(where), arguments)
        return [
            HouseholdRow(id_, code, place, address_line(number, address), head or "", count, poverty)
            for id_, code, place, number, address, poverty, head, count in rows
        ]


def _matches(query: str, arguments: dict[str, Any]) -> str:
    arguments["code"] = f"%{query.strip().upper()}%"
    expression = people.word_expression(query)
    if not expression:
        return "AND h.code LIKE :code"
    arguments["words"] = expression
    return (
        "AND (h.code LIKE :code OR h.id IN (SELECT m.household FROM household_member m"
        " JOIN person_search s ON s.person = m.person WHERE m.gone IS NULL AND m.to_date IS NULL"
        " AND s.number IN (SELECT rowid FROM person_words WHERE person_words MATCH :words)))"
    )


def hamlets(database: Database) -> list[HamletCount]:
    """Every hamlet in use, in the order a person would look for it."""
    with database.reading() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT h.hamlet, count(DISTINCT h.id), count(DISTINCT p.id) FROM household h"
            " LEFT JOIN household_member m ON m.household = h.id AND m.gone IS NULL AND m.to_date IS NULL"
            " LEFT JOIN person p ON p.id = m.person AND p.gone IS NULL"
            " WHERE h.gone IS NULL AND h.hamlet <> '' GROUP BY h.hamlet"
        )
        counted = [HamletCount(*row) for row in rows]
    return sorted(counted, key=lambda row: _natural(row.hamlet))


def _natural(hamlet: str) -> list[str]:
    """Thôn 2 before Thôn 10."""
    return [word.zfill(6) if word.isdigit() else word for word in fold(hamlet).split()]


def household_questions(database: Database, limit: int = 200) -> list[HouseholdQuestion]:
    """Households with no head or several, people permanently in two, codes given twice."""
    with database.reading() as session:
        connection = session.connection()
        found = []
        for kind, sql, words in _QUESTIONS:
            rows = connection.exec_driver_sql(sql, {"head": HEAD, "permanent": PERMANENT, "limit": limit})
            found += [
                HouseholdQuestion(kind, id_, code or "", words.format(what)) for id_, code, what in rows
            ]
    return found[:limit]


_LIVING = """
FROM household h JOIN household_member m ON m.household = h.id AND m.gone IS NULL AND m.to_date IS NULL
JOIN person p ON p.id = m.person AND p.gone IS NULL WHERE h.gone IS NULL
"""
_QUESTIONS = (
    (
        "heads",
        f"""SELECT h.id, h.code, group_concat(p.full_name, ' và ') {_LIVING}
        AND m.relation = :head GROUP BY h.id HAVING count(*) > 1 LIMIT :limit""",
        "{} đều là chủ hộ. Chọn một người; người kia ghi quan hệ khác.",
    ),
    (
        "no_head",
        f"""SELECT h.id, h.code, count(*) {_LIVING}
        GROUP BY h.id HAVING sum(m.relation IS :head) = 0 LIMIT :limit""",
        "Hộ {} người chưa có chủ hộ. Chọn một người.",
    ),
    (
        "two_homes",
        f"""SELECT min(h.id), min(h.code), p.full_name {_LIVING}
        AND coalesce(m.residence, :permanent) = :permanent
        GROUP BY p.id HAVING count(DISTINCT h.id) > 1 LIMIT :limit""",
        "{} đang thường trú ở hai hộ. Kết thúc ở hộ đã rời đi, hoặc ghi tạm trú.",
    ),
    (
        "code_twice",
        """SELECT min(id), code, count(*) FROM household WHERE gone IS NULL AND code <> ''
        GROUP BY code HAVING count(*) > 1 LIMIT :limit""",
        "{} hộ cùng một mã. Đổi mã của hộ ghi sau.",
    ),
)
