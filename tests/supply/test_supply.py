"""What others wrote is pinned, hashed, under a licence we carry, and listed for whoever audits us."""

import json
import re
from datetime import date
from typing import Any

import pytest

from tests.supply import audit, licences, sbom
from tests.supply.audit import Silent
from tests.supply.lock import Pinned, locked, parsed

TODAY = date(2026, 11, 30)


def test_everything_is_pinned_with_hashes():
    assert len(locked()) > 30
    assert len(locked("dev")) > len(locked())
    assert [*audit.faults_of_pins()] == []


def test_every_licence_is_one_that_we_carry():
    assert [*audit.faults_of_licences()] == []
    assert not [one for one in licences.CARRIED if one.startswith(("GPL", "AGPL"))]
    assert set(licences.told().values()) >= {"LGPL-3.0-only", "Apache-2.0 OR BSD-3-Clause", "Zlib"}


@pytest.mark.parametrize(
    "licence, is_gpl",
    [
        ("GPL-3.0-only", True), ("License :: OSI Approved :: GNU General Public License v2 (GPLv2)", True),
        ("AGPL-3.0-or-later", True), ("LGPL-3.0-only", False), ("MIT", False),
        ("License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)", False),
    ],
)  # fmt: skip
def test_the_gpl_is_known_when_it_is_met(licence: str, is_gpl: bool):
    assert bool(audit._GPL.search(licence)) is is_gpl


def test_the_bill_of_materials_is_that_of_the_lock():
    assert sbom.KEPT.read_bytes() == sbom.bill(), "run make sbom"


def test_the_bill_is_whole_and_always_the_same():
    told = json.loads(sbom.bill())
    assert sbom.bill() == sbom.bill()
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", told["serialNumber"])
    libraries = [one for one in told["components"] if one["type"] == "library"]
    assert {(one["name"], one["version"]) for one in libraries} == {
        (one.name, one.version) for one in locked()
    }
    assert all(one["hashes"] and one["licenses"] and one["purl"] == one["bom-ref"] for one in libraries)
    refs = {one["bom-ref"] for one in told["components"]} | {told["metadata"]["component"]["bom-ref"]}
    edges = told["dependencies"]
    assert {one["ref"] for one in edges} <= refs
    assert {ref for one in edges for ref in one["dependsOn"]} == refs - {
        told["metadata"]["component"]["bom-ref"]
    }
    assert "timestamp" not in told["metadata"]


def _vulnerable(package: Pinned) -> list[dict[str, Any]]:
    known: dict[str, Any] = {"id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "fixed_in": ["99"]}
    return [known] if package.name == "idna" else []


def test_a_known_vulnerability_fails_and_an_accepted_one_does_not(capsys):
    assert audit.main(_vulnerable, TODAY) == 1
    assert "idna" in capsys.readouterr().out
    assert [*audit.vulnerabilities(_vulnerable, {"CVE-2026-1"})] == []


def test_a_service_that_does_not_answer_is_told_and_fails_nothing(capsys):
    def silent(package: Pinned) -> list[dict[str, Any]]:
        raise Silent("ConnectionError")

    assert audit.main(silent, TODAY) == 0
    assert "not asked" in capsys.readouterr().out


def test_what_is_accepted_has_a_reason_and_an_end():
    ids, faults = audit.accepted(TODAY)
    assert faults == []
    assert len(ids) < 5


def test_a_line_that_pins_nothing_is_refused():
    for line in ("-e .", "requests>=2", "https://example.org/a.whl"):
        with pytest.raises(ValueError, match="pins nothing"):
            parsed(line)
