"""Licences: what NOTICE says of each package, and which of them the program may carry."""

import re

from tests.tree import ROOT

CARRIED = frozenset(
    {
        "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "LGPL-2.1-or-later", "LGPL-3.0-only", "MIT", "MIT-0",
        "MIT-CMU", "MPL-2.0", "OFL-1.1", "PSF-2.0", "Zlib",
    }
)  # fmt: skip
"""No GPL and no AGPL: their terms would reach the whole program. LGPL is carried as replaceable libraries."""

_ROW = re.compile(
    r"^  (?P<names>[A-Za-z][\w, ()./-]*?)\s{2,}(?P<licence>[A-Z][\w.+-]*(?: OR [\w.+-]+)*)(?:\. |\.$|$)"
)


def told() -> dict[str, str]:
    """Package, as the lock spells it → licence, by NOTICE."""
    licences = {}
    for line in (ROOT / "NOTICE").read_text("utf-8").splitlines():
        if row := _ROW.match(line):
            for name in re.sub(r"\([^)]*\)", "", row["names"]).split(","):
                licences[name.strip().lower().replace("_", "-")] = row["licence"]
    return licences


def parts(licence: str) -> set[str]:
    return set(re.split(r" OR | AND ", licence))
