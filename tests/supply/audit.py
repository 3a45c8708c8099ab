"""`python -m tests.supply.audit`, part of `make check`: may we ship what others wrote, as it is pinned today?

Without a network it asks the lock, NOTICE and what is installed: everything pinned and hashed, every licence
one that we carry. With one it also asks PyPI which of the pinned versions have known vulnerabilities. PyPI
not answering is said and fails nothing. What is accepted stands in `requirements/accepted.toml`, each with a
reason and a day on which it ends."""

import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from importlib import metadata
from typing import Any

import requests

from tests.supply import licences
from tests.supply.lock import Pinned, locked
from tests.tree import ROOT

ACCEPTED = ROOT / "requirements" / "accepted.toml"
SERVICE = "https://pypi.org/pypi/{}/{}/json"
SECONDS = 10
Ask = Callable[[Pinned], list[dict[str, Any]]]
_GPL = re.compile(r"(?<!L)(?<!Lesser )\bA?GPL|(?<!Lesser )General Public License", re.IGNORECASE)


class Silent(Exception):
    """The service does not answer here."""


def faults_of_pins() -> Iterator[str]:
    for name in ("runtime", "dev"):
        for package in locked(name):
            if not package.hashes:
                yield f"{name}.lock: {package.name} has no hash"
            if not (package.ours or package.via):
                yield f"{name}.lock: nobody needs {package.name}"


def faults_of_licences() -> Iterator[str]:
    told = licences.told()
    for package in locked():
        licence = told.get(package.name, "")
        if not licence:
            yield f"NOTICE does not say the licence of {package.name}"
        elif not licences.parts(licence) & licences.CARRIED:
            yield f"{package.name} is under {licence}, which we do not carry"
        elif _GPL.search(_installed(package.name)) and "LGPL" not in licence:
            yield f"{package.name} says of itself: {_installed(package.name)}"


def _installed(name: str) -> str:
    """What the package says of itself, in one line; nothing where it is not installed here."""
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    classifiers = [one for one in about.get_all("Classifier") or () if one.startswith("License")]
    return "; ".join([*(about.get_all("License-Expression") or ()), *classifiers])


def accepted(on: date) -> tuple[set[str], list[str]]:
    """Ids that are accepted on that day, and what is wrong with the list itself."""
    ids, faults = set(), []
    for entry in tomllib.loads(ACCEPTED.read_text("utf-8")).get("accepted", []):
        if len(str(entry.get("reason", ""))) < 20 or not isinstance(entry.get("until"), date):
            faults.append(f"accepted.toml: {entry.get('id')} needs a reason and a day on which it ends")
        elif entry["until"] < on:
            faults.append(f"accepted.toml: {entry['id']} was accepted until {entry['until']}")
        else:
            ids.add(str(entry["id"]))
    return ids, faults


def asked_of_pypi(package: Pinned) -> list[dict[str, Any]]:
    try:
        answer = requests.get(SERVICE.format(package.name, package.version), timeout=SECONDS)
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()["vulnerabilities"]
    except (requests.RequestException, ValueError, LookupError) as error:
        raise Silent(type(error).__name__) from error
    return [one for one in found if not one.get("withdrawn")]


def vulnerabilities(ask: Ask, allowed: set[str]) -> Iterator[str]:
    """Each that is not accepted, under any of its names. Raises Silent."""
    for package in {one.purl: one for name in ("runtime", "dev") for one in locked(name)}.values():
        for found in ask(package):
            names = {str(found["id"]), *map(str, found.get("aliases", ()))}
            if not names & allowed:
                fixed = ", ".join(found.get("fixed_in") or ()) or "no version yet"
                yield f"{package.name} {package.version}: {'/'.join(sorted(names))}, mended in {fixed}"


def main(ask: Ask = asked_of_pypi, on: date | None = None) -> int:
    allowed, faults = accepted(on or datetime.now(UTC).date())
    faults += [*faults_of_pins(), *faults_of_licences()]
    try:
        known = [*vulnerabilities(ask, allowed)]
        told = f"{len(known)} known vulnerabilities"
    except Silent as silence:
        known, told = [], f"PyPI does not tell of vulnerabilities here ({silence}): not asked"
    for fault in (*faults, *known):
        sys.stdout.write(f"audit: {fault}\n")
    order = "NOT in order" if faults else "in order"
    sys.stdout.write(f"audit: {len(locked())} packages carried, pins and licences {order}; {told}\n")
    return 1 if faults or known else 0


if __name__ == "__main__":
    sys.exit(main())
