"""The page of an opening that went wrong: its words, its code, and the buttons of its steps."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from station_app.app import home as house
from station_app.app.opening import Step, opening
from station_app.backups import service as backups
from station_app.common.errors import Unavailable
from station_app.shell.trouble import TroublePage
from station_app.shell.widgets import Action

_ICONS = {Step.RESTORE: "undo", Step.KEYS: "key", Step.READ: "eye", Step.GO_ON: "check", Step.AGAIN: "redo"}


@dataclass(frozen=True)
class Ways:
    """What the program can do next; `go_on` only where somebody has signed in."""

    again: Callable[[], object]
    restore: Callable[[], object]
    bring_keys: Callable[[Path], object]
    go_on: Callable[[], object] | None


def page_of(trouble: Unavailable, place: Path, ways: Ways) -> TroublePage:
    """The step first, trying again beside it."""
    told = opening(trouble)
    again = Action(Step.AGAIN.value, ways.again, "F5", _ICONS[Step.AGAIN])
    run = _run(told.step, place, ways)
    step = [Action(_label(told.step, place), run, icon=_ICONS[told.step])] if run else []
    return TroublePage(house.name_in(place), trouble, told.spoken, [*step, again], safe=told.safe)


def _run(step: Step, place: Path, ways: Ways) -> Callable[[], object] | None:
    """None where the step cannot be taken here: then trying again is what is left, and the telephone."""
    match step:
        case Step.RESTORE:
            return ways.restore
        case Step.KEYS:
            newest = next(iter(backups.found_around(place, house.FILE)), None)
            return partial(ways.bring_keys, newest.folder) if newest else None
        case Step.READ | Step.GO_ON:
            return ways.go_on
    return None


def _label(step: Step, place: Path) -> str:
    if step is Step.KEYS and (found := backups.found_around(place, house.FILE)):
        return f"{step.value} {found[0].words.split(' · ')[0]}"
    return step.value
