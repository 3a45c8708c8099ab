"""What must be true at the end of a script: which values were written, by whom, and who had been shown them.

It knows nothing of dots and contexts: every value that is written is a word that nobody else writes, and a
value is live until somebody who was shown it writes another."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sync.change import Key
from sync.policy import LIFE

HERE = "here"
Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person has before his eyes: field → the word in it; and every word this PC has heard of."""

    fields: Mapping[str, str]
    heard: Words


@dataclass(frozen=True, slots=True)
class Written:
    """What one save did to one record. `replaces`: field → words that its author had been shown in it."""

    key: Key
    sets: Mapping[str, str]
    replaces: Mapping[str, Words]
    life: str
    """A name for this writing's own word in `life`: a deletion's reason, or `here` with a number."""

    @property
    def words(self) -> Words:
        return frozenset(self.sets.values())


@dataclass(slots=True)
class Save:
    """One transaction. `said`: the person was told that it is saved; `place`: the PC it was written on."""

    place: str
    written: list[Written]
    said: bool

    @property
    def words(self) -> Words:
        return frozenset().union(*(each.words for each in self.written))


@dataclass
class Model:
    saves: list[Save] = field(default_factory=list)
    excused: set[str] = field(default_factory=set)
    """Words whose only copy lay on a disk that was destroyed."""
    _number: int = 0

    def word(self, kind: str) -> str:
        self._number += 1
        return f"{kind}·{self._number}"

    def writing(
        self, key: Key, sets: Mapping[str, str], read: Shown, *, all_of: Mapping[str, Words]
    ) -> Written:
        """`read` is what the author had been shown; `all_of` names words of a field he decided between."""
        replaces = {name: frozenset({read.fields[name]}) for name in sets if name in read.fields}
        life = sets.get(LIFE) or f"{HERE}·{self._next()}"
        replaces[LIFE] = self._shown_life(read)
        for name, words in all_of.items():
            replaces[name] = words | (self._heres(read.heard) if name == LIFE else frozenset())
        return Written(key, dict(sets), replaces, life)

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _shown_life(self, read: Shown) -> Words:
        """A record that is shown as here shows nobody that another deleted it."""
        shown = read.fields.get(LIFE, HERE)
        return self._heres(read.heard) if shown == HERE else frozenset({shown})

    def _heres(self, heard: Words) -> Words:
        """`here` of every writing that this PC had heard of. Its words tell of which record: who made one may
        not have learned its id."""
        written = (each for save in self.saves for each in save.written)
        return frozenset(each.life for each in written if LIFE not in each.sets and each.words <= heard)

    def live(self, key: Key, existing: Words) -> dict[str, Words]:
        """field → words that nobody replaced knowingly; `existing`: words that are still anywhere."""
        reach = self._reach(existing)
        known = (save for save in self.saves if save.words & reach)
        written = [each for save in known for each in save.written if each.key == key]
        gone: dict[str, set[str]] = {}
        for each in written:
            for name, words in each.replaces.items():
                gone.setdefault(name, set()).update(words)
        live: dict[str, set[str]] = {}
        for each in written:
            for name, word in {**each.sets, LIFE: each.life}.items():
                if word not in gone.get(name, set()):
                    live.setdefault(name, set()).add(HERE if word.startswith(HERE) else word)
        return {name: frozenset(words) for name, words in live.items()}

    def _reach(self, existing: Words) -> Words:
        """The words that are anywhere, and those that they replaced: who holds the younger knew the older."""
        reach, before = existing, frozenset[str]()
        while reach != before:
            before = reach
            known = [save for save in self.saves if save.words & reach]
            reach = reach.union(*(w for s in known for each in s.written for w in each.replaces.values()))
        return reach

    def said_at(self, place: str, key: Key) -> Words:
        said = (save.written for save in self.saves if save.place == place and save.said)
        mine = (each.words for written in said for each in written if each.key == key)
        return frozenset().union(*mine) - self.excused

    def keys(self, existing: Words) -> set[Key]:
        return {each.key for save in self.saves for each in save.written if each.words & existing}

    def due(self) -> Words:
        """Every word that somebody was told is saved."""
        said = (save.words for save in self.saves if save.said)
        return frozenset().union(*said) - self.excused
