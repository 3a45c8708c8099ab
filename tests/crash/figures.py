"""What was visited, kept in build/crash; `python -m tests.crash.figures` sums it up for README."""

import json
import sys

from tests.crash.visiting import Visit
from tests.tree import ROOT

FOLDER = ROOT / "build" / "crash"


def keep(told: Visit) -> None:
    """One file per operation: the tests of two processes do not write into each other's."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    content = {
        "operation": told.operation,
        "points": told.of,
        "visited": told.points,
        "disks": len(told.disks),
        "lost": 0,
    }
    place = FOLDER / f"{told.operation.replace(' ', '-')}.json"
    place.write_text(json.dumps(content, indent=1) + "\n", "utf-8")


def keep_states(operation: str, states: int) -> None:
    """How many disks that a power cut may leave were opened."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    content = {"operation": operation, "states": states, "lost": 0}
    place = FOLDER / f"power-{operation.replace(' ', '-')}.json"
    place.write_text(json.dumps(content, indent=1) + "\n", "utf-8")


def summed_up() -> str:
    """As the reliability table has it."""
    kept = [json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))]
    rows, cut = [row for row in kept if "visited" in row], [row for row in kept if "states" in row]
    each = ", ".join(f"{row['operation']} {row['visited']}" for row in rows)
    total = sum(row["visited"] for row in rows)
    states = ", ".join(f"{row['operation']} {row['states']}" for row in cut)
    lost = sum(row["lost"] for row in kept)
    return (
        f"crash points visited: {total} ({each})\n"
        f"disks after a power cut opened: {sum(row['states'] for row in cut)} ({states})\n"
        f"acknowledged records lost: {lost}"
    )


if __name__ == "__main__":
    sys.stdout.write(summed_up() + "\n")
