"""What happens at one station during a soak: its people work, and its PC has every kind of trouble."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sync.policy import LIFE
from tests.soak.station import Dead, Station, Told
from tests.sync.simulation.model import Model, Save, Shown, Words, Written

FIELDS = {
    "person": ("note", "guardian_name"),
    "household": ("note", "address"),
    "allergy": ("substance", "reaction"),
}
"""Per entity fields that take any word; an allergy's are questions when they differ."""
DAYS = (-3650, -400, -1, 0, 1, 400, 3650)
_TONES = ("a", "á", "à", "ả", "ã", "ạ")


@dataclass
class Book:
    """What was said to be saved, by everybody; several stations write in it at once."""

    model: Model = field(default_factory=Model)
    lock: threading.Lock = field(default_factory=threading.Lock)
    counts: dict[str, int] = field(default_factory=dict)

    def counted(self, what: str) -> None:
        with self.lock:
            self.counts[what] = self.counts.get(what, 0) + 1

    def word(self) -> str:
        """Written as a name is: the program puts capitals right."""
        with self.lock:
            return self.model.word("Chữ")

    def kept(self, place: str, written: list[Written]) -> Save:
        save = Save(place, written, said=False)
        with self.lock:
            self.model.saves.append(save)
        return save

    def writing(
        self, key: tuple[str, str], sets: dict[str, str], read: Shown, all_of: dict[str, Words] | None = None
    ) -> Written:
        with self.lock:
            return self.model.writing(key, sets, read, all_of=all_of or {})


@dataclass
class Life:
    """`troubles`: verbs of this class that may befall this station, and how often against its work."""

    station: Station
    book: Book
    chance: random.Random
    troubles: dict[str, int]
    joined: list["Life"] = field(default_factory=list)
    """Stations that came from this one by copying."""

    def until(self, end: float) -> None:
        work = {"make": 5, "edit": 14, "withdraw": 1, "settle": 4, "sync": 10, **self.troubles}
        while time.monotonic() < end:
            verb = self.chance.choices(list(work), list(work.values()))[0]
            self.does(verb)
            time.sleep(self.chance.random() * 0.02)

    def does(self, verb: str) -> None:
        act: Callable[[], None] = getattr(self, verb)
        try:
            act()
            self.book.counted(verb)
        except Told as told:
            # Refused in words, or the line or the disk would not: nothing was promised.
            if told.code.startswith("T-9"):
                raise
            self.book.counted(f"{verb} ({told.code or 'refused'})")
        except Dead:
            self.book.counted(f"{verb} (killed)")
            self.station.start_again()

    # What people do

    def make(self) -> None:
        entity = self.chance.choice(tuple(FIELDS))
        word = self.book.word()
        sets, values = self._wanted(entity, word)
        if entity == "allergy":
            people = [record for kind, record in self._keys() if kind == "person"]
            if not people:
                return
            values |= {"person": self.chance.choice(people), "kind": "1"}
        written = self.book.writing((entity, f"?{word}"), sets, Shown({}, frozenset()))
        save = self.book.kept(self.station.name, [written])
        self.station.ask("new", entity=entity, values=values)
        save.said = True

    def _wanted(self, entity: str, word: str) -> tuple[dict[str, str], dict[str, str]]:
        """The words that are watched, and what else a record of this kind needs."""
        number = int(word.rpartition("·")[2])
        name = "Lò Thị M" + "".join(_TONES[int(digit) % 6] + "ng" for digit in str(number))
        needed = {
            "person": {"full_name": name, "birth_date": str(1930 + number % 90), "sex": "female"},
            "household": {"hamlet": f"Bản {number % 7}"},
            "allergy": {},
        }[entity]
        sets = {FIELDS[entity][0]: word}
        return sets, {**needed, **sets}

    def edit(self) -> None:
        if key := self._picked():
            seen = self._opened(key)
            names = self.chance.sample(FIELDS[key[0]], self.chance.randint(1, 2))
            sets = {name: self.book.word() for name in names}
            if self.chance.random() < 0.4:
                self.sync()  # what comes in while the form stands open was not shown
            save = self.book.kept(self.station.name, [self.book.writing(key, sets, seen)])
            self.station.ask("save", entity=key[0], record=key[1], values=sets)
            save.said = True

    def withdraw(self) -> None:
        if key := self._picked():
            word = self.book.word()
            reason = f"nhập nhầm: {word}"
            written = self.book.writing(key, {LIFE: reason}, self._opened(key))
            save = self.book.kept(self.station.name, [written])
            self.station.ask("withdraw", entity=key[0], record=key[1], reason=reason)
            save.said = True

    def settle(self) -> None:
        key = self._picked("allergy")
        if key is None:
            return
        seen = self.station.ask("open", entity=key[0], record=key[1])
        names = [name for name in FIELDS[key[0]] if name in seen["conflicts"]]
        if names:
            name, word = self.chance.choice(names), self.book.word()
            words = frozenset(seen["conflicts"][name])
            read = Shown(seen["fields"], frozenset(seen["heard"]))
            decided = self.book.writing(key, {name: word}, read, {name: words})
            save = self.book.kept(self.station.name, [decided])
            self.station.ask("settle", entity=key[0], record=key[1], field=name, value=word)
            save.said = True

    def sync(self) -> None:
        self.station.ask("sync")

    def _keys(self) -> list[tuple[str, str]]:
        return [(entity, record) for entity, record in self.station.ask("records")["keys"]]

    def _picked(self, *entities: str) -> tuple[str, str] | None:
        keys = [key for key in self._keys() if not entities or key[0] in entities]
        # The newest are fought over.
        return self.chance.choice(keys[-6:]) if keys else None

    def _opened(self, key: tuple[str, str]) -> Shown:
        seen = self.station.ask("open", entity=key[0], record=key[1])
        fields = {name: value for name, value in seen["fields"].items() if name in (*FIELDS[key[0]], LIFE)}
        return Shown(fields, frozenset(seen["heard"]))

    # What happens to its PC

    def is_killed(self) -> None:
        """At any moment of whatever it does next."""
        with self._killing(self.chance.random() * 0.15):
            for _ in range(20):
                self.does_once(self.chance.choice(("make", "edit", "sync", "withdraw")))

    def does_once(self, verb: str) -> None:
        try:
            getattr(self, verb)()
        except Told:
            return

    @contextmanager
    def _killing(self, after: float) -> Iterator[None]:
        timer = threading.Timer(after, self.station.kill)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()

    def has_a_full_disk(self) -> None:
        self.station.ask("room_left", more=self.chance.choice((0, 4_096, 40_000)))
        for _ in range(6):
            self.does_once(self.chance.choice(("make", "edit", "sync", "withdraw")))
        self.station.ask("room_left", more=None)

    def gets_another_time(self) -> None:
        self.station.days = self.chance.choice(DAYS)
        self.station.ask("set_clock", days=self.station.days)

    def is_backed_up(self) -> None:
        self.station.back_up()

    def is_restored(self) -> None:
        """The disk breaks. What only it held is gone with it; everything else must be somewhere."""
        if not self.station.backups:
            self.station.back_up()
            return
        only_here = "\n".join(self.station.ask("unsent")["payloads"])
        with self.book.lock:
            words = {word for save in self.book.model.saves if save.said for word in save.words}
            self.book.model.excused |= {word for word in words if word in only_here}
        self.station.restore()

    def is_copied(self) -> None:
        """The disk is copied to another PC, and both go on."""
        self.station.end()
        copy = self.station.copied(f"{self.station.name}-{len(self.joined) + 2}")
        self.station.start()
        self.station.sign_in()
        self.joined.append(Life(copy, self.book, random.Random(self.chance.random()), {"is_killed": 1}))
