"""The cable is pulled in the middle of a round and nothing is lost or doubled, on PostgreSQL."""

from pathlib import Path

import psycopg

from tests.faults import NONE, Fault
from tests.flows.province import MakePC, Province, enrolled, told_of_each_other
from tests.proxy import between

CUTS = [Fault(up=1), Fault(up=250), Fault(up=500), Fault(down=1), Fault(down=100), Fault(down=250)]
"""In the headers, in the body, and after the warehouse had committed but before its answer arrived."""


def test_the_cable_is_pulled_in_the_middle_of_a_round(province: Province, pc: MakePC, tmp_path: Path) -> None:
    with between(province.url) as (cable, address):
        a = enrolled(tmp_path / "a", province, "Trung tâm", through=address)
        people = []
        for number, cut in enumerate(CUTS):
            people.append(a.new("person", full_name=f"Hoàng Văn Số {number}", birth_date=str(1970 + number)))
            cable.fault = cut
            broken = a.run("sync", code=4)
            assert "Dữ liệu vẫn an toàn" in broken.err, broken.err
        cable.fault = NONE
        assert a.sync()["digest_match"] is True
        b = pc("Bản Dền")
        assert b.sync()["digest_match"] is True
        told_of_each_other(a, b)
    listed = b.run("list", "person", "--limit", "100").data
    assert sorted(row["id"] for row in listed) == sorted(people), "none lost, none doubled"
    with psycopg.connect(province.database.replace("+psycopg", "")) as warehouse:
        row = warehouse.execute("SELECT count(*), count(DISTINCT id) FROM warehouse.person").fetchone()
    assert row == (len(people), len(people))
    assert a.run("digest").data == b.run("digest").data
