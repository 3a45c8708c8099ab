"""A warmed process that forks one child per point: the program is loaded once, and no connection is open.

Asked by lines of JSON on stdin, answers by lines of JSON on stdout. The child runs an operation and dies
where it was told to; what it had said to be saved by then is what nobody may lose."""

import gc
import json
import os
import shutil
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.crash.life import UNTOLD, Life
from tests.crash.operations import OPERATIONS
from tests.crash.points import Points


def main() -> None:
    """Until stdin ends."""
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["at"] is None:
            _warm(asked["operation"], Path(asked["home"]))
        sys.stdout.write(json.dumps(run(asked["operation"], Path(asked["home"]), asked["at"])) + "\n")
        sys.stdout.flush()


def _warm(operation: str, home: Path) -> None:
    """Once here, so that no child has to import and compile what the operation needs. All files are closed
    again: a connection must not pass a fork."""
    shutil.copytree(home, home.with_name("warm"))
    with suppress(Exception):  # the child will say what is wrong
        OPERATIONS[operation].run(home.with_name("warm"), UNTOLD)
    shutil.rmtree(home.with_name("warm"))
    gc.collect()
    gc.freeze()


def run(operation: str, home: Path, at: int | None) -> dict[str, Any]:
    """Forks; the answer tells how it ended, what was said, and without `at` the points by name."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _live(operation, home, at, writing)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as told:
        lines = [json.loads(line) for line in told]
    _, status = os.waitpid(child, 0)
    answer: dict[str, Any] = {"killed": os.WIFSIGNALED(status), "said": [], "names": [], "fault": ""}
    for line in lines:
        for kind, what in line.items():
            answer[kind] = [*answer[kind], what] if kind == "said" else what
    return answer


def _live(operation: str, home: Path, at: int | None, told: int) -> None:
    gc.disable()
    points = Points(at)

    def tell(**what: Any) -> None:
        with points.counted(counting=False):
            os.write(told, (json.dumps(what) + "\n").encode())

    try:
        points.watch()
        OPERATIONS[operation].run(home, Life(points.counted, lambda what: tell(said=what)))
        points.end()
        tell(names=points.names)
    except BaseException:
        points.end()
        tell(fault=traceback.format_exc())
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
