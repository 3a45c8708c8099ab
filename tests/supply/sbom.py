"""`make sbom`: the bill of materials of what a station runs, CycloneDX 1.6, made from lock and NOTICE alone.

The same inputs give the same bytes: no time, no random number. `requirements/sbom.json` is kept, so that
whoever audits a release finds it in the source; a test compares it with what would be made now."""

import json
import tomllib
import uuid
from collections.abc import Sequence
from typing import Any

from tests.supply import licences
from tests.supply.lock import Pinned, locked
from tests.tree import ROOT

KEPT = ROOT / "requirements" / "sbom.json"
FONTS = (("Be Vietnam Pro", "OFL-1.1"), ("Noto Sans", "OFL-1.1"))
_SPACE = uuid.UUID("5e1d7a52-5c0f-4f0e-9f5e-2f6a52c1a001")


def bill() -> bytes:
    packages, version = locked(), _version()
    us: dict[str, Any] = {
        "type": "application",
        "bom-ref": f"pkg:pypi/tram@{version}",
        "name": "tram",
        "version": version,
        "licenses": [{"license": {"id": "Apache-2.0"}}],
        "purl": f"pkg:pypi/tram@{version}",
    }
    parts = [_component(package) for package in packages] + [_font(*font) for font in FONTS]
    made: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": us,
            "properties": [{"name": "tram:source", "value": "requirements/runtime.lock"}],
        },
        "components": parts,
        "dependencies": _dependencies(us["bom-ref"], packages),
    }
    name = json.dumps(made, sort_keys=True)
    made = {**made, "serialNumber": f"urn:uuid:{uuid.uuid5(_SPACE, name)}"}
    return (json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _version() -> str:
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])


def _component(package: Pinned) -> dict[str, Any]:
    licence = licences.told()[package.name]
    made: dict[str, Any] = {
        "type": "library",
        "bom-ref": package.purl,
        "name": package.name,
        "version": package.version,
        "purl": package.purl,
        "licenses": [{"expression": licence}] if " " in licence else [{"license": {"id": licence}}],
        "hashes": [{"alg": "SHA-256", "content": one} for one in sorted(package.hashes)],
    }
    if package.marker:
        made["properties"] = [{"name": "tram:where", "value": package.marker}]
    return made


def _font(name: str, licence: str) -> dict[str, Any]:
    return {
        "type": "file",
        "bom-ref": f"font:{name}",
        "name": name,
        "licenses": [{"license": {"id": licence}}],
    }


def _dependencies(us: str, packages: Sequence[Pinned]) -> list[dict[str, Any]]:
    needs: dict[str, list[str]] = {us: [f"font:{name}" for name, _ in FONTS]}
    by_name = {package.name: package.purl for package in packages}
    for package in packages:
        needs.setdefault(package.purl, [])
        for name in package.via:
            needs.setdefault(by_name[name], []).append(package.purl)
        if package.ours:
            needs[us].append(package.purl)
    return [{"ref": ref, "dependsOn": sorted(needed)} for ref, needed in sorted(needs.items())]


if __name__ == "__main__":
    KEPT.write_bytes(bill())
