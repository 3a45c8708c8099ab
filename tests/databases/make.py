"""A station as an old program leaves it: `python -m tests.databases.make 0.2.0 0002`.

Run once per release, when it is tagged; what it left is kept in the repository and never made again."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.databases import HERE
from tests.soak.previous import previous_release


def make(release: str, schema: str) -> Path:
    """The station's folder, beside this file."""
    site = previous_release(release)
    assert site is not None, "the history of this clone does not reach back to that release"
    target = HERE / schema
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "tram"
        subprocess.run(
            [sys.executable, HERE / "story.py", home],
            check=True,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(site)},
        )
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(home, target)
    return target


if __name__ == "__main__":
    sys.stdout.write(f"{make(*sys.argv[1:3])}\n")
