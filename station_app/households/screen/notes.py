"""What other rooms say of the members of a household; the app asks them and hands it over."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from station_app.shell.theme import State


@dataclass(frozen=True, slots=True)
class Note:
    """One alert, or one thing to be done, with its place where it is done."""

    words: str
    state: State
    icon: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class MemberNotes:
    """`alerts` may harm, `due` waits to be done."""

    alerts: tuple[Note, ...] = ()
    due: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class HouseEvent:
    """Something that happened in the house: canonical day, words."""

    on: str
    words: str
    icon: str


Notes = Callable[[Sequence[str]], Mapping[str, MemberNotes]]
Print = Callable[[str], bytes]
"""The summary of a household by its id."""
