"""`station line` and `station sync`: how the way to the province is seen and set by hand or by script."""

import pytest

from station_app.cli import line as enrolling
from station_app.cli import province
from station_app.cli.parser import parser
from station_app.common.errors import Refused, Unavailable
from station_app.exchange.service import line_settings, usage
from tests.benchmarks.sync.certificates import Certificates


def line(database, *words: str):
    return province.line(database, parser().parse_args(["line", *words]))


def sync(database, *words: str):
    return province.synchronise(database, parser().parse_args(["sync", *words]))


def test_the_line_is_set_and_shown(enrolled, tmp_path):
    a = enrolled("A")
    alive = line_settings(a).gateways[0]
    authority = Certificates(tmp_path).authority
    shown = line(
        a, "--gateway", alive, "--gateway", "https://kho2.test/", "--authority", str(authority),
        "--proxy", "http://10.0.0.1:3128", "--budget", "20",
    )  # fmt: skip
    assert shown.data["gateways"] == [alive, "https://kho2.test"]
    assert (shown.data["authority"], shown.data["budget_mb"]) == (True, 20)
    assert "mức 20 MB" in shown.words
    assert "qua proxy http://10.0.0.1:3128" in shown.words
    again = line(a, "--authority", "none", "--proxy", "none", "--budget", "0")
    assert (again.data["authority"], again.data["proxy"], again.data["budget_mb"]) == (False, None, None)
    assert again.data["gateways"] == shown.data["gateways"]


def test_a_file_that_is_no_certificate_is_refused(enrolled, tmp_path):
    a = enrolled("A")
    for file in (tmp_path / "nowhere.pem", tmp_path):
        with pytest.raises(Refused):
            line(a, "--authority", str(file))


def test_a_script_may_go_beyond_the_budget_for_today(enrolled):
    a = enrolled("A")
    line(a, "--budget", "1")
    with a.taking_in() as intake:
        intake.raw.execute("INSERT INTO sync_usage VALUES (?, 2000000, 0, 0)", (usage(a).day,))
    with pytest.raises(Unavailable, match="T-206"):
        sync(a)
    assert sync(a, "--beyond-budget").data["digest_match"] is True
    assert line(a).data["today"]["allowed"] is True


def test_enrolling_takes_the_way_that_is_named(station, province, tmp_path):
    pc = station("B")
    words = ["enroll", "--gateway", province.url, "--code", province.code(point="Điểm B")]
    words += ["--authority", str(Certificates(tmp_path).authority)]
    enrolling.enroll(pc, parser().parse_args(words))
    assert line_settings(pc).authority is not None
