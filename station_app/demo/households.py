"""Families as they live together: couples with children, three generations, the old on their own."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from station_app.demo.chance import Chance, Table
from station_app.demo.names import DAO, GIAY, HMONG, KINH, MUONG, PEOPLES, TAY, THAI, full_name, surname
from station_app.demo.residents import House, Resident

WARD = "99001"
"""In no list of the state: nothing made here can be taken for a real commune."""

HAMLETS = (
    ("Trung tâm", KINH), ("Bản Dền", TAY), ("Hang Đá", HMONG), ("Nậm Sài", DAO), ("Bản Lếch", THAI),
    ("Tả Van Giáy", GIAY), ("Séo Mý Tỷ", HMONG), ("Bản Hồ", TAY), ("Hầu Chư Ngài", HMONG), ("Nậm Cang", DAO),
    ("Mường Bo", MUONG), ("Lao Chải San", HMONG), ("Bản Phùng", THAI), ("Suối Thầu", DAO), ("Tân Lập", KINH),
    ("Nà Mường", TAY), ("Dền Thàng", HMONG), ("Bản Pho", GIAY), ("Thôn Chợ", KINH), ("Nậm Than", DAO),
    ("Bản Sài", TAY), ("Giàng Tra", HMONG), ("Bản Mạc", THAI), ("Can Ngài", HMONG),
)  # fmt: skip

_SHAPES = Table({"family": 50, "three": 29, "young": 6, "old": 10, "single": 5})
_CHILDREN = Table({1: 17, 2: 47, 3: 26, 4: 10})
_POVERTY = Table({"not_poor": 46, "average": 22, "poor": 15, "near_poor": 11, "escaped": 6})
_YEAR = 365.25
_GROWN_YEARS = 20


def hamlets(people: int) -> list[tuple[str, str]]:
    """About 12 for a commune of 8,000; a merged one has more, numbered when the names run out."""
    wanted = max(3, min(60, round(people * 12 / 8_000)))
    return [
        (name if turn == 0 else f"{name} {turn + 1}", main) for turn in range(3) for name, main in HAMLETS
    ][:wanted]


class Families:
    """Makes households until the commune is full."""

    def __init__(self, chance: Chance, as_of: date) -> None:
        self.chance = chance
        self.as_of = as_of
        self.register_began = date(as_of.year - 4, 1, 1)

    def houses(self, people: int, point: str = "A") -> Iterator[House]:
        places = hamlets(people)
        left, number = people, 0
        while left > 0:
            number += 1
            place = number % len(places)
            hamlet, main = places[place]
            house = self._house(number, place + 1, hamlet, main, point)
            house.members = house.members[:left]
            left -= len(house.members)
            yield house

    def _house(self, number: int, place: int, hamlet: str, main: str, point: str) -> House:
        chance = self.chance
        people = main if chance.happens(0.8) else chance.among(PEOPLES)
        registered = chance.day_between(self.register_began, self.register_began + timedelta(days=300))
        house = House(
            id=chance.id_on(registered),
            code=f"{WARD}-{place:03}-{point}{number:05}",
            hamlet=hamlet,
            hamlet_number=place,
            number=number,
            registered=registered,
            people=people,
            poverty=chance.among(_POVERTY),
        )
        shapes: dict[str, Callable[[House], None]] = {
            "family": self._family,
            "three": self._three_generations,
            "young": self._young_couple,
            "old": self._old,
            "single": self._single_parent,
        }
        shapes[chance.among(_SHAPES)](house)
        for member in house.members:
            member.poor = house.poverty in ("poor", "near_poor")
        return house

    def _family(self, house: House) -> None:
        wife_age = 20 + 40 * self.chance.share() ** 1.3
        husband, wife = self._couple(house, wife_age, "00", "01")
        self._children(house, husband, wife, "02", stay=0.25)

    def _three_generations(self, house: House) -> None:
        chance = self.chance
        wife_age = 47 + 30 * chance.share()
        old_man, old_woman = self._couple(house, wife_age, "00", "01")
        if chance.happens(0.3):
            house.members.remove(old_woman)
        heir_age = max(19.0, wife_age - 20 - 9 * chance.share())
        son, his_wife = self._couple(house, max(18.5, heir_age - 2), "02", "04", family=old_man.family)
        son.father, son.mother = old_man, old_woman if old_woman in house.members else None
        self._children(house, son, his_wife, "05", stay=0.4)
        if chance.happens(0.15):
            self._person(house, chance.pick(("male", "female")), heir_age - 3, "02", family=old_man.family)

    def _young_couple(self, house: House) -> None:
        self._couple(house, 18.5 + 7 * self.chance.share(), "00", "01")

    def _old(self, house: House) -> None:
        age = 60 + 28 * self.chance.share() ** 1.4
        if self.chance.happens(0.55):
            self._couple(house, age, "00", "01")
        else:
            self._person(house, "female" if self.chance.happens(0.7) else "male", age, "00")

    def _single_parent(self, house: House) -> None:
        woman = self._person(house, "female", 22 + 28 * self.chance.share(), "00")
        self._children(house, None, woman, "02", stay=0.3)

    def _couple(
        self, house: House, wife_age: float, his: str, hers: str, *, family: str | None = None
    ) -> tuple[Resident, Resident]:
        chance = self.chance
        man = self._person(house, "male", wife_age + chance.around(2.5, 2.5), his, family=family)
        people = house.people if chance.happens(0.88) else chance.among(PEOPLES)
        return man, self._person(house, "female", wife_age, hers, people=people)

    def _children(
        self, house: House, father: Resident | None, mother: Resident, relation: str, *, stay: float
    ) -> None:
        chance = self.chance
        age = 18.5 + 7 * chance.share()
        for _ in range(chance.among(_CHILDREN) + (house.people == HMONG)):
            born = mother.born + timedelta(days=int(age * _YEAR))
            if born >= self.as_of or age > 45:
                break
            mother.births.append(born)
            is_grown = (self.as_of - born).days > _GROWN_YEARS * _YEAR
            if not is_grown or chance.happens(stay):
                self._child(house, father, mother, relation, born)
            age += 1.5 + 4.5 * chance.share()

    def _child(
        self, house: House, father: Resident | None, mother: Resident, relation: str, born: date
    ) -> None:
        family = (father or mother).family
        sex = "male" if self.chance.happens(0.52) else "female"
        child = self._born(house, sex, born, relation, house.people, family)
        child.father, child.mother = father, mother

    def _person(
        self,
        house: House,
        sex: str,
        age: float,
        relation: str,
        *,
        people: str | None = None,
        family: str | None = None,
    ) -> Resident:
        born = self.as_of - timedelta(days=int(max(age, 0.1) * _YEAR) + self.chance.whole(0, 364))
        people = people or house.people
        family = family or surname(self.chance, people)
        return self._born(house, sex, born, relation, people, family)

    def _born(self, house: House, sex: str, born: date, relation: str, people: str, family: str) -> Resident:
        chance = self.chance
        written = max(house.registered, min(born + timedelta(days=chance.whole(1, 20)), self.as_of))
        resident = Resident(
            id=chance.id_on(written),
            full_name=full_name(chance, people, sex, family),
            family=family,
            people=people,
            sex=sex,
            born=born,
            precision=self._precision(born, people),
            relation=relation,
            registered=written,
        )
        self._ends(resident)
        house.members.append(resident)
        return resident

    def _precision(self, born: date, people: str) -> str:
        """The old, and more so in the hills, know the year they were born."""
        years = (self.as_of - born).days / _YEAR
        year_only = 0.0 if years < 30 else 0.04 if years < 50 else 0.14 if years < 62 else 0.42
        share = self.chance.share()
        if share < year_only * (1.0 if people == KINH else 1.6):
            return "year"
        return "month" if years > 30 and share > 0.985 else "day"

    def _ends(self, resident: Resident) -> None:
        """Some of the old have died in the last two years, some of the young have left for work."""
        if resident.relation == "00":
            return
        age, chance = resident.age_on(self.as_of), self.chance
        long_ago = self.as_of - timedelta(days=700)
        if age >= 66 and chance.happens(0.06):
            resident.died = chance.day_between(long_ago, self.as_of)
        elif 18 <= age <= 32 and chance.happens(0.02):
            resident.moved = chance.day_between(long_ago, self.as_of)
