"""What a province asks its warehouse, in ordinary SQL."""

import pytest
from sqlalchemy import text

from sync.gateway.exchange import exchange
from tests.gateway.device import Device, new_id

NEEDED = ("BCG", "HEPB0", "DPT3", "OPV3", "MR1")
"""Stands in for the national list: what a child under 1 must have had."""


def ask(warehouse, sql):
    with warehouse.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(sql))]


class Commune:
    def __init__(self, warehouse, station):
        self.pc = Device(warehouse, station)
        self.count = 0

    def household(self, code, hamlet):
        household = new_id()
        self.pc.write(("household", household, {"code": code, "hamlet": hamlet}))
        return household

    def person(self, household, name, born, *, number=None, doses=()):
        person = new_id()
        writes = [
            ("person", person, {"full_name": name, "birth_date": born}),
            ("household_member", new_id(), {"household": household, "person": person, "relation": "01"}),
        ]
        if number:
            writes.append(("identifier", new_id(), {"person": person, "type": "SDDCN", "value": number}))
        writes += [
            ("dose", new_id(), {"person": person, "vaccine": vaccine, "given_on": "2026-10-01"})
            for vaccine in doses
        ]
        self.pc.write(*writes)
        return person


@pytest.fixture
def province(provincial):
    low, high = Commune(provincial, "12345"), Commune(provincial, "67890")
    roof = low.household("NA-1", "Nậm A")
    low.person(roof, "Lò Thị Mẹ", "1998-04-02", number="001098000001")
    low.person(roof, "Lò Bé Đủ", "2026-02", doses=NEEDED)
    low.person(roof, "Lò Bé Thiếu", "2026-03-09", doses=NEEDED[:3])
    other = low.household("NB-1", "Nậm B")
    low.person(other, "Vàng Bé Đủ", "2026-05-05", doses=NEEDED)
    low.person(other, "Vàng Lớn Rồi", "2019", doses=NEEDED)
    twin = high.household("NC-1", "Nậm C")
    high.person(twin, "Giàng A Trùng", "1990", number="001098000001")
    high.household("NC-1", "Nậm C")
    for commune in (low, high):
        commune.pc.sync()
    return provincial


def test_how_many_children_under_one_are_fully_immunised_in_each_hamlet(province):
    listed = ", ".join(f"'{vaccine}'" for vaccine in NEEDED)
    assert ask(
        province,
        f"""
        SELECT h.hamlet, count(*) AS children, count(*) FILTER (WHERE d.had = {len(NEEDED)}) AS complete
        FROM warehouse.person_settled p
        JOIN warehouse.household_member_settled m ON m.person = p.id AND m.to_date IS NULL
        JOIN warehouse.household_settled h ON h.id = m.household
        CROSS JOIN LATERAL (
            SELECT count(DISTINCT vaccine) AS had FROM warehouse.dose_settled
            WHERE person = p.id AND vaccine IN ({listed})
        ) d
        WHERE p.birth_date > DATE '2026-11-25' - INTERVAL '1 year'
        GROUP BY h.hamlet ORDER BY h.hamlet
        """,
    ) == [("Nậm A", 2, 1), ("Nậm B", 1, 1)]


def test_how_many_people_of_each_station_have_no_citizen_number(province):
    assert ask(
        province,
        """
        SELECT p._scope, count(*) FROM warehouse.person_settled p
        WHERE NOT EXISTS (
            SELECT FROM warehouse.identifier_settled i WHERE i.person = p.id AND i.type = 'SDDCN'
        )
        GROUP BY p._scope ORDER BY p._scope
        """,
    ) == [("12345", 4)]


def test_which_household_codes_are_used_twice(province):
    assert ask(
        province,
        """
        SELECT _scope, code, count(*) FROM warehouse.household_settled
        GROUP BY _scope, code HAVING count(*) > 1
        """,
    ) == [("67890", "NC-1", 2)]


def test_which_citizen_numbers_are_held_by_several_people_in_several_stations(province):
    assert ask(
        province,
        """
        SELECT value, count(DISTINCT person), array_agg(DISTINCT _scope ORDER BY _scope)
        FROM warehouse.identifier_settled WHERE type = 'SDDCN'
        GROUP BY value HAVING count(DISTINCT person) > 1
        """,
    ) == [("001098000001", 2, ["12345", "67890"])]


def test_a_disputed_birth_date_is_a_question_and_no_fact(provincial):
    first, second = Device(provincial), Device(provincial)
    record = new_id()
    first.write(("person", record, {"full_name": "Lò Thị Đức", "birth_date": "1988"}))
    first.sync()
    second.sync()
    first.write(("person", record, {"birth_date": "1988-03-09"}))
    second.write(("person", record, {"birth_date": "1989"}))
    first.sync()
    second.sync()
    disputed = "SELECT count(*) FROM warehouse.person WHERE 'birth_date' = ANY(_in_question)"
    facts = "SELECT birth_date::text, birth_date_precision FROM warehouse.person_settled"
    assert (ask(provincial, disputed), ask(provincial, facts)) == ([(1,)], [])
    first.sync()
    first.write(("person", record, {"birth_date": "1988-03-09"}), reason="xem giấy khai sinh")
    exchange(provincial, first.unsent())
    assert (ask(provincial, disputed), ask(provincial, facts)) == ([(0,)], [("1988-03-09", "day")])
    superseded = "SELECT value FROM gateway_history WHERE field = 'birth_date' ORDER BY value"
    assert ask(provincial, superseded) == [('"1988"',), ('"1988-03-09"',), ('"1989"',)]
