"""A world of PCs and a province that runs a script of steps, and what must be true when it is over."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from station_app.common.errors import Unavailable
from sync.change import Key
from sync.policy import LIFE
from tests.faults import NONE, UNHEARD, at_random
from tests.sync.simulation.clock import PCClock, Time
from tests.sync.simulation.disk import only_the_file, torn_fold, torn_save
from tests.sync.simulation.model import HERE, Model, Save, Words, Written
from tests.sync.simulation.pc import FIELDS, MODELS, PC, STATION, Form
from tests.sync.simulation.province import Province
from tests.sync.simulation.steps import COMPARING, PLACES, Step

NAMES = "ABCDEFGH"
MOST = 6
"""PCs, clones among them."""
Edits = dict[Key, dict[str, str]]


@dataclass
class World:
    folder: Path
    province: Province
    time: Time
    pcs: list[PC] = field(default_factory=list)
    model: Model = field(default_factory=Model)
    compared: bool = False
    """Has anything happened after which states are compared?"""

    def run(self, steps: Sequence[Step]) -> None:
        for step in steps:
            self.time.passes(1)
            self.compared |= step.verb in COMPARING
            verb: Callable[[PC, Step, random.Random], None] = getattr(self, step.verb)
            verb(self.pcs[step.place % len(self.pcs)], step, random.Random(step.seed))

    def adds_a_pc(self) -> None:
        name = NAMES[len(self.pcs)]
        pc = PC.made(self.folder / name, name, PCClock(self.time))
        self.pcs.append(pc)
        pc.enrol(self.province.address, self.province.code(STATION, f"Điểm {name}"))

    # What people do

    def new(self, pc: PC, step: Step, chance: random.Random) -> None:
        key = chance.choice(tuple(MODELS)), f"019b0000-0000-7000-8000-{step.seed:012x}"
        if key not in pc.records():
            self._save(pc, self._edits(chance, [key]))

    def write(self, pc: PC, step: Step, chance: random.Random) -> None:
        if key := self._picked(pc, step):
            self._save(pc, self._edits(chance, [key]))

    def write_two(self, pc: PC, step: Step, chance: random.Random) -> None:
        self._save(pc, self._edits(chance, pc.records()[:2]))

    def open_form(self, pc: PC, step: Step, chance: random.Random) -> None:
        if key := self._picked(pc, step):
            pc.forms.append(pc.form(key))

    def save_form(self, pc: PC, step: Step, chance: random.Random) -> None:
        if pc.forms:
            form = pc.forms[step.record % len(pc.forms)]
            self._save(pc, self._edits(chance, [form.opened.key]), form)

    def delete(self, pc: PC, step: Step, chance: random.Random) -> None:
        if key := self._picked(pc, step):
            self._save(pc, {key: {LIFE: self.model.word("trùng")}})

    def settle(self, pc: PC, step: Step, chance: random.Random) -> None:
        """Somebody at the desk decides one of the questions there."""
        asked = [(key, name, words) for key in pc.records() for name, words in pc.in_question(key).items()]
        if asked:
            key, name, words = asked[step.record % len(asked)]
            form, word = pc.form(key), self.model.word("quyết")
            pc.settle(form.opened, name, word)
            decided = self.model.writing(key, {name: word}, form.read, all_of={name: words - {HERE}})
            self.model.saves.append(Save(pc.place, [decided], said=True))

    # The line

    def round(self, pc: PC, step: Step, chance: random.Random) -> None:
        pc.round(self.province)

    def bad_round(self, pc: PC, step: Step, chance: random.Random) -> None:
        """The first, second or third question of a round meets something."""
        faults = [NONE] * chance.choice((0, 0, 0, 1, 2)) + [at_random(chance)]
        self.province.line.faulty = lambda: faults.pop(0) if faults else NONE
        with suppress(Unavailable):
            pc.round(self.province)
        self.province.line.heal()

    # The disk of a PC

    def crash_before_commit(self, pc: PC, step: Step, chance: random.Random) -> None:
        with pc.losing_power("commit", 1):
            self._save(pc, self._edits(chance, pc.records()[:2]), said=False)
        pc.dies(pc.photograph())
        self._holds_what_was_said(pc)

    def crash_after_commit(self, pc: PC, step: Step, chance: random.Random) -> None:
        with pc.losing_power_after_the_commit():
            self._save(pc, self._edits(chance, pc.records()[:2]), said=False)
        pc.dies(pc.photograph())
        self._holds_what_was_said(pc)

    def crash_in_a_round(self, pc: PC, step: Step, chance: random.Random) -> None:
        with pc.losing_power(chance.choice(("begin", "commit")), chance.randint(1, 5)):
            pc.round(self.province)
        pc.dies(pc.photograph())
        self._holds_what_was_said(pc)

    def power_cut_in_a_save(self, pc: PC, step: Step, chance: random.Random) -> None:
        before = pc.photograph()
        self._save(pc, self._edits(chance, pc.records()[:2]), said=False)
        pc.dies(torn_save(before, pc.photograph(), chance))
        self._holds_what_was_said(pc)

    def power_cut_in_a_fold(self, pc: PC, step: Step, chance: random.Random) -> None:
        before = pc.photograph()
        pc.database.fold_log()
        pc.dies(torn_fold(before, pc.photograph(), chance))
        self._holds_what_was_said(pc)

    def disk_full_in_a_save(self, pc: PC, step: Step, chance: random.Random) -> None:
        with pc.full_disk(0):
            edits = self._edits(chance, pc.records()[:2])
            longer = {
                key: {name: word + "·" * 9000 for name, word in sets.items()} for key, sets in edits.items()
            }
            self._save(pc, longer, said=False)

    def disk_full_in_a_round(self, pc: PC, step: Step, chance: random.Random) -> None:
        with pc.full_disk(chance.randint(0, 3)):
            pc.round(self.province)

    def fold(self, pc: PC, step: Step, chance: random.Random) -> None:
        pc.database.fold_log()

    def copy(self, pc: PC, step: Step, chance: random.Random) -> None:
        pc.copies.append(pc.photograph())

    def restore(self, pc: PC, step: Step, chance: random.Random) -> None:
        """Its disk breaks, and an older copy is put in its place: of the file alone, or of the whole disk."""
        if pc.copies:
            older = chance.choice(pc.copies)
            beside = {} if chance.random() < 0.5 else pc.photograph()
            with self._losing_a_disk():
                pc.disks += 1
                pc.dies({**beside, **only_the_file(older)} if beside else older)

    def clone(self, pc: PC, step: Step, chance: random.Random) -> None:
        if len(self.pcs) < MOST:
            name = NAMES[len(self.pcs)]
            self.pcs.append(pc.cloned(self.folder / name, name))

    def restart(self, pc: PC, step: Step, chance: random.Random) -> None:
        pc.restart()

    def loses_its_last_save(self, pc: PC, step: Step, chance: random.Random) -> None:
        """In no script: what a broken disk would do, so that a test may see it found out."""
        disk = pc.photograph()
        self._save(pc, self._edits(chance, pc.records()))
        pc.dies(disk)
        self._holds_what_was_said(pc)

    # Clocks

    def clock_off(self, pc: PC, step: Step, chance: random.Random) -> None:
        pc.clock.set_off(chance.choice((-3650, -400, -1, -0.01, 0, 0.01, 1, 400, 3650)))

    def clock_stands(self, pc: PC, step: Step, chance: random.Random) -> None:
        pc.clock.stand_still()

    def time_passes(self, pc: PC, step: Step, chance: random.Random) -> None:
        self.time.passes(chance.choice((60, 3_600, 86_400)))

    # The gateway

    def gateway_restart(self, pc: PC, step: Step, chance: random.Random) -> None:
        self.province.restart()

    def gateway_crash(self, pc: PC, step: Step, chance: random.Random) -> None:
        """Before one of its commits, or after the last one and before anybody heard of it."""
        if chance.random() < 0.7:
            self.province.dies_at_commit = chance.randint(1, 2)
        else:
            self.province.line.faulty = iter([UNHEARD, *[NONE] * 99]).__next__
        with suppress(Unavailable):
            pc.round(self.province)
        self.province.line.heal()
        self.province.restart()

    def gateway_copy(self, pc: PC, step: Step, chance: random.Random) -> None:
        self.province.keep_a_copy()

    def gateway_backup(self, pc: PC, step: Step, chance: random.Random) -> None:
        self.province.back_up(self.folder / f"kho-{self.model.word('bản')}.tram")

    def gateway_restore(self, pc: PC, step: Step, chance: random.Random) -> None:
        """Somebody puts an older copy back; half of them say so to the warehouse."""
        with self._losing_a_disk():
            self.province.restore()
        if chance.random() < 0.5:
            self.province.begins_a_new_epoch()

    def gateway_new_epoch(self, pc: PC, step: Step, chance: random.Random) -> None:
        self.province.begins_a_new_epoch()

    # How a step is carried out

    @contextmanager
    def _losing_a_disk(self) -> Iterator[None]:
        """What lay nowhere else is gone with it, and no program can bring it back."""
        before = self._nowhere()
        yield
        self.model.excused |= self._nowhere() - before

    def _nowhere(self) -> Words:
        held = frozenset().union(*(self._words(pc) for pc in self.pcs))
        waiting = b"\n".join([self.province.payloads(), *(pc.unsaid() for pc in self.pcs)]).decode()
        return frozenset(word for word in self.model.due() - held if word not in waiting)

    def _picked(self, pc: PC, step: Step) -> Key | None:
        keys = pc.records()
        return keys[step.record % len(keys)] if keys else None

    def _edits(self, chance: random.Random, keys: Sequence[Key]) -> Edits:
        edits: Edits = {}
        for key in keys:
            names = FIELDS[key[0]]
            some = chance.sample(names, chance.randint(1, len(names)))
            edits[key] = {name: self.model.word(name) for name in some}
        return edits

    def _save(self, pc: PC, edits: Edits, form: Form | None = None, *, said: bool = True) -> None:
        """Remembered before it is tried: a save that nobody was told of may be there or not."""
        if not edits:
            return
        written = [self._written(pc, key, sets, form) for key, sets in edits.items()]
        save = Save(pc.place, written, said=False)
        self.model.saves.append(save)
        pc.write(edits, [form.opened] if form else [])
        save.said = said

    def _written(self, pc: PC, key: Key, sets: Mapping[str, str], form: Form | None) -> Written:
        read = form.read if form else pc.shown(key)
        return self.model.writing(key, sets, read, all_of={})

    def _holds_what_was_said(self, pc: PC) -> None:
        """A PC that comes back holds every word it told somebody was saved."""
        held = self._words(pc)
        missing = [save.words - held for save in self.model.saves if save.place == pc.place and save.said]
        assert not frozenset().union(*missing) - self.model.excused, (
            "lost by the PC that had said it is saved"
        )

    def _words(self, pc: PC) -> Words:
        return frozenset().union(*(pc.heard(key) for key in pc.records()))


@contextmanager
def world(folder: Path, database: str | None = None) -> Iterator[World]:
    """Four PCs, each made and enrolled on its own, and a province on SQLite or on the given database."""
    time = Time()
    with Province.running(database or f"sqlite:///{folder / 'kho.db'}", time.wall_ms) as province:
        made = World(folder, province, time)
        try:
            for _ in range(PLACES):
                made.adds_a_pc()
            yield made
        finally:
            for pc in made.pcs:
                pc.close()
