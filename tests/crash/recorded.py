"""One operation in a process of its own, for whoever looks on from outside: `python -m tests.crash.recorded`.

What it says goes to the null device, where a tracer sees it between the other calls."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.crash.life import Life
from tests.crash.operations import OPERATIONS

BEGIN, END, SAID = "begin", "end", "said "


def main(operation: str, folder: Path) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)

    def mark(word: str) -> None:
        os.write(nowhere, word.encode())

    @contextmanager
    def counted() -> Iterator[None]:
        mark(BEGIN)
        yield
        mark(END)

    OPERATIONS[operation].run(folder, Life(counted, lambda what: mark(SAID + what)))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
