"""A day at a station by commands and at the window, killed at its end: what its disk then shows."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.figures import Figure
from tests.benchmarks.vault.ground import Ground
from tests.flows import test_the_file_of_the_station_shows_nothing_to_a_thief as flow
from tests.flows.province import running_province
from tests.postgres import running_postgres


def figures(ground: Ground) -> Iterator[Figure]:
    del ground  # the day is its own station, small: what matters is where things are written, not how many
    with running_postgres() as fresh, tempfile.TemporaryDirectory() as folder:
        room = Path(folder) / "room"
        room.mkdir()
        with running_province(fresh(), Path(folder) / "warehouse.log") as province:
            pc = flow.worked_at(room, province)
            size, seen = flow.scanned(pc.home.parent, flow.SOUGHT)
            files = sum(path.is_file() for path in room.rglob("*"))
    sought = {form for secret in flow.SOUGHT for form in flow.forms(secret)}
    beside = f"{files} files, {len(flow.SOUGHT)} secrets in {len(sought)} forms"
    yield Figure("plaintext seen on the disk after a day and a kill", len(seen), "places", 0, beside)
    yield Figure("bytes scanned for plaintext", size, "bytes")
