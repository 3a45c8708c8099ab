"""Takes whole states into a shelf: joined, with what the join drops kept as history, and never by picking
silently between two that contradict each other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sync.change import Dot, Key, Transaction
from sync.digest import Deltas, difference, part
from sync.merge import State, Superseded, canonical, join, within
from sync.replica import History, Shelf, take


@dataclass(slots=True)
class Joined:
    """What became of the states handed over."""

    changed: set[Key] = field(default_factory=set)
    contradicting: list[Key] = field(default_factory=list)
    applied: list[Transaction] = field(default_factory=list)
    """Transactions that had waited for what was joined."""
    known: list[Transaction] = field(default_factory=list)
    """Transactions that had waited and are covered now."""
    deltas: Deltas = field(default_factory=dict)
    """What the join alone did to the digest."""
    news: dict[Key, dict[str, tuple[int, int]]] = field(default_factory=dict)
    """For each record: device → the changes, first to last, that only a state tells of."""


def take_states(shelf: Shelf, arrivals: Mapping[Key, State], *, instead: Iterable[Key] = ()) -> Joined:
    """Joins each state with ours. For those in `instead` ours is known to be damaged: theirs replaces it."""
    held, done = shelf.load(arrivals), Joined()
    history: History = []
    trusted = frozenset(instead)
    before: dict[Key, int] = {}
    after: dict[Key, State] = {}
    for key, theirs in arrivals.items():
        ours = held.get(key) or State()
        if not ours.context:
            before[key], after[key] = 0, theirs
            done.news[key] = _only_told(ours, theirs)
            continue
        if key in trusted:
            joined = healed(ours, theirs)
        elif contradict(key, ours, theirs):
            done.contradicting.append(key)
            continue
        else:
            joined = join(ours, theirs)
        if _says_nothing_new(key, ours, joined):
            continue
        before[key], after[key] = part(key[1], ours), joined
        done.news[key] = _only_told(ours, joined)
        history += dropped(key, ours, joined) + dropped(key, theirs, joined)
    if after:
        done.deltas = difference(before, after)
        shelf.put(after, history, done.deltas)
    done.changed = set(after)
    _let_go(shelf, done)
    return done


def contradict(key: Key, ours: State, theirs: State) -> bool:
    """Do both claim to know the same changes and yet say different things of them? No history leads there:
    one of the two was damaged, or a name was used twice."""
    for name, register in ours.fields.items():
        other = theirs.fields.get(name, {})
        if any(dot in other and not _same(value, other[dot]) for dot, value in register.items()):
            return True
    joined = canonical(key[1], join(ours, theirs))
    if within(ours.context, theirs.context) and joined != canonical(key[1], theirs):
        return True
    return within(theirs.context, ours.context) and joined != canonical(key[1], ours)


def _same(one: object, other: object) -> bool:
    return type(one) is type(other) and one == other


def healed(damaged: State, sound: State) -> State:
    """What the sound side says, and what only the damaged one has heard since."""
    return sound if within(damaged.context, sound.context) else join(damaged, sound)


def _says_nothing_new(key: Key, ours: State, joined: State) -> bool:
    """Equal knowledge; only a stamp that we did not have yet is worth a write."""
    stamped = any(
        mark.stamp is not None and ours.marks[dot].stamp is None
        for dot, mark in joined.marks.items()
        if dot in ours.marks
    )
    return not stamped and canonical(key[1], ours) == canonical(key[1], joined)


def _only_told(ours: State, joined: State) -> dict[str, tuple[int, int]]:
    known = ours.context
    return {d: (known.get(d, 0) + 1, n) for d, n in joined.context.items() if n > known.get(d, 0)}


def dropped(key: Key, state: State, joined: State) -> History:
    """Values that the join leaves out, replaced by the newest that stays."""
    gone: History = []
    for name, register in state.fields.items():
        kept = joined.fields.get(name, {})
        for dot, value in register.items():
            if dot not in kept or not _same(kept[dot], value):
                by = _newest(joined, kept) or dot
                gone.append((key, Superseded(name, dot, value, state.marks[dot], by)))
    return gone


def _newest(state: State, dots: Iterable[Dot]) -> Dot | None:
    return max(dots, key=lambda dot: (state.marks[dot].time, dot), default=None)


def _let_go(shelf: Shelf, done: Joined) -> None:
    waited = [transaction for key in sorted(done.changed) for transaction in shelf.release(key)]
    if waited:
        taken = take(shelf, waited)
        done.applied += taken.applied
        done.known += taken.known
        done.changed |= taken.changed
