"""What two PCs each obeyed and broke together: heads, homes and codes that a person must look at."""

from dataclasses import dataclass

from station_app.households.rules import HEAD, PERMANENT
from station_app.store.database import Database


@dataclass(frozen=True, slots=True)
class HouseholdQuestion:
    """Something true on each PC alone and wrong together; `words` says it and the way out."""

    kind: str
    household: str
    code: str
    words: str


_NOBODY = "(SELECT id FROM person WHERE gone IS NOT NULL)"
_LIVING = f"gone IS NULL AND to_date IS NULL AND person NOT IN {_NOBODY}"
_QUESTIONS = (
    (
        "heads",
        f"""SELECT h.id, h.code, group_concat(p.full_name, ' và ') FROM
        (SELECT household FROM household_member WHERE {_LIVING} AND relation = :head
          GROUP BY household HAVING count(*) > 1 LIMIT :limit) q
        JOIN household h ON h.id = q.household AND h.gone IS NULL
        JOIN household_member m ON m.household = h.id AND m.relation = :head
          AND m.gone IS NULL AND m.to_date IS NULL
        JOIN person p ON p.id = m.person AND p.gone IS NULL GROUP BY h.id""",  # noqa: S608  constant text
        "{} đều là chủ hộ. Chọn một người; người kia ghi quan hệ khác.",
    ),
    (
        "no_head",
        f"""SELECT h.id, h.code, q.people FROM
        (SELECT household, count(*) AS people FROM household_member WHERE {_LIVING}
          GROUP BY household HAVING sum(relation IS :head) = 0 LIMIT :limit) q
        JOIN household h ON h.id = q.household AND h.gone IS NULL""",  # noqa: S608  constant text
        "Hộ {} người chưa có chủ hộ. Chọn một người.",
    ),
    (
        "two_homes",
        f"""SELECT min(h.id), min(h.code), p.full_name FROM
        (SELECT person FROM household_member WHERE {_LIVING}
          AND coalesce(residence, :permanent) = :permanent
          GROUP BY person HAVING count(DISTINCT household) > 1 LIMIT :limit) q
        JOIN household_member m ON m.person = q.person AND m.gone IS NULL AND m.to_date IS NULL
          AND coalesce(m.residence, :permanent) = :permanent
        JOIN household h ON h.id = m.household AND h.gone IS NULL
        JOIN person p ON p.id = q.person GROUP BY p.id HAVING count(DISTINCT h.id) > 1""",  # noqa: S608  constant text
        "{} đang thường trú ở hai hộ. Kết thúc ở hộ đã rời đi, hoặc ghi tạm trú.",
    ),
    (
        "code_twice",
        """SELECT min(id), code, count(*) FROM household WHERE gone IS NULL AND code <> ''
        GROUP BY code HAVING count(*) > 1 LIMIT :limit""",
        "{} hộ cùng một mã. Đổi mã của hộ ghi sau.",
    ),
)


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
