"""`python -m … FOLDER URL [CA]`: one round of a station in its own process, at the end of a slow line."""

import json
import sys
from pathlib import Path

from tests.benchmarks.sync import station


def main(folder: Path, url: str, authority: str | None = None) -> None:
    with station.opened(folder, url, authority and Path(authority).read_text("utf-8")) as database:
        round_ = station.synchronised(database)
    print(json.dumps({"seconds": round_.seconds, "settled": round_.settled}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
