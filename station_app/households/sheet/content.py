"""What a household summary says, handed over in words: the sheet asks no database and knows no codes."""

from dataclasses import dataclass
from enum import Enum

TITLE = "Tóm tắt sức khỏe hộ gia đình"


class Tone(Enum):
    """How a section speaks: what may harm comes first, what is to be done stands in its own column."""

    ALERT = "alert"
    OVERDUE = "overdue"
    DUE = "due"
    FACT = "fact"


TO_DO = (Tone.OVERDUE, Tone.DUE)


class RestrictedOnPaper(AssertionError):
    """Our bug: a restricted record was about to leave the station on a sheet of paper."""


@dataclass(frozen=True, slots=True)
class Section:
    """One subject of one person, such as allergies or doses due.

    Each line of a section to be done is one task; the lines of a fact follow each other in one paragraph.
    """

    title: str
    lines: tuple[str, ...] = ()
    tone: Tone = Tone.FACT
    restricted: bool = False

    def __post_init__(self) -> None:
        if self.restricted:
            raise RestrictedOnPaper("a restricted section was handed to a household sheet")


@dataclass(frozen=True, slots=True)
class MemberBlock:
    """One member; dates, ages, sex and relation as words, ready to read. `untold` is why nothing more of the
    member stands on a paper that the whole house reads."""

    name: str
    sex: str = ""
    born: str = ""
    age: str = ""
    relation: str = ""
    insurance: str = ""
    national_number: str = ""
    sections: tuple[Section, ...] = ()
    untold: str = ""

    @property
    def introduced(self) -> str:
        born = f"sinh {self.born}" if self.born else ""
        return " · ".join(part for part in (self.relation, self.sex, born, self.age) if part)

    @property
    def papers(self) -> str:
        """The insurance card is shown at the desk anyway; of the national number only its end is printed."""
        number = f"Số định danh ••••{self.national_number[-4:]}" if self.national_number else ""
        insurance = f"BHYT {self.insurance}" if self.insurance else "Chưa có thẻ BHYT"
        return " · ".join(part for part in (insurance, number) if part)

    def toned(self, *tones: Tone) -> tuple[Section, ...]:
        """Sections of these tones that have something to say, in the order of the tones."""
        return tuple(
            section for tone in tones for section in self.sections if section.tone is tone and section.lines
        )

    @property
    def facts(self) -> tuple[Section, ...]:
        """An empty section is a fact too: that nobody noted an allergy does not mean there is none."""
        return tuple(
            section
            for section in self.sections
            if section.tone is Tone.FACT or (section.tone is Tone.ALERT and not section.lines)
        )


@dataclass(frozen=True, slots=True)
class HouseholdPage:
    """One household as its summary tells it; `poverty` carries its year, as in “Hộ nghèo (2026)”."""

    code: str
    head_name: str
    address: str = ""
    hamlet: str = ""
    phone: str = ""
    poverty: str = ""
    water: str = ""
    latrine: str = ""
    members: tuple[MemberBlock, ...] = ()

    def tasks(self, tone: Tone) -> int:
        return sum(len(section.lines) for member in self.members for section in member.toned(tone))
