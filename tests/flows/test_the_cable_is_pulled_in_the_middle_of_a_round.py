"""The cable is pulled in the middle of a round and nothing is lost or doubled, on PostgreSQL."""

from pathlib import Path

import psycopg

from tests.flows.cable import pullable
from tests.flows.province import MakePC, Province, enrolled

CUTS = [{"up": 1}, {"up": 250}, {"up": 500}, {"down": 1}, {"down": 100}, {"down": 250}]
"""In the headers, in the body, and after the warehouse had committed but before its answer arrived."""


def test_the_cable_is_pulled_in_the_middle_of_a_round(province: Province, pc: MakePC, tmp_path: Path) -> None:
    with pullable(province.url) as cable:
        a = enrolled(tmp_path / "a", province, "Trung tâm", through=f"http://127.0.0.1:{cable.port}")
        people = []
        for number, cut in enumerate(CUTS):
            people.append(a.new("person", full_name=f"Hoàng Văn Số {number}", birth_date=str(1970 + number)))
            cable.cut_after(**cut)
            broken = a.run("sync", code=4)
            assert "Dữ liệu vẫn an toàn" in broken.err, broken.err
        cable.cut_after()
        assert a.sync()["digest_match"] is True
        assert cable.cuts == len(CUTS)
        b = pc("Bản Dền")
        assert b.sync()["digest_match"] is True
        a.sync()
    listed = b.run("list", "person", "--limit", "100").data
    assert sorted(row["id"] for row in listed) == sorted(people), "none lost, none doubled"
    with psycopg.connect(province.database.replace("+psycopg", "")) as warehouse:
        row = warehouse.execute("SELECT count(*), count(DISTINCT id) FROM warehouse.person").fetchone()
    assert row == (len(people), len(people))
    assert a.run("digest").data == b.run("digest").data
