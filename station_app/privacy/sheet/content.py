"""How the sheets of a person's data read: which chapters, in which order, in which words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from station_app.privacy.service.record_file import Chapter, Item, PersonRecord

RECORD_TITLE = "Hồ sơ sức khỏe cá nhân"
REST = "Chi tiết khác"


@dataclass(frozen=True, slots=True)
class Telling:
    """How a chapter is told: as a table of `columns`, what else is filled in a last column; or without them
    record by record, each under what `heading` names. `quiet`: nothing is said where there is nothing."""

    entity: str
    title: str
    columns: tuple[str, ...] = ()
    heading: tuple[str, ...] = ()
    nothing: str = "Chưa ghi nhận."
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Use:
    """One purpose for which the station uses data, and on which basis."""

    purpose: str
    basis: str
    allowed: str


def shown(item: Item, name: str) -> str:
    value = item.fields.get(name)
    return value.shown if value else ""


def others(item: Item, told: Sequence[str]) -> list[tuple[str, str]]:
    """Label and words of every filled field that is not told elsewhere; whom it is about needs no saying."""
    return [
        (value.label, value.shown)
        for name, value in item.fields.items()
        if name not in told and name != "person" and value.shown
    ]


def rest(item: Item, told: Sequence[str]) -> str:
    return "; ".join(f"{label}: {words}" for label, words in others(item, told))


def heading_of(item: Item, told: Telling) -> str:
    return " · ".join(words for name in told.heading if (words := shown(item, name)))


def corrections(record: PersonRecord) -> list[tuple[str, str, str, str, str]]:
    """When, what, which value before, who wrote it, why it was changed: everything that was replaced."""
    lines = []
    for chapter in record.chapters:
        for item in chapter.records:
            lines += [(one.at, _line(chapter, item, at)) for at, one in enumerate(item.history) if _past(one)]
    return [line for _, line in sorted(lines, key=lambda pair: pair[0])]


def kept(record: PersonRecord) -> list[tuple[str, str, str]]:
    """Kinds of record, the last day, the rule: what is kept alike stands in one line."""
    lines: dict[tuple[str, str], dict[str, None]] = {}
    for chapter in record.chapters:
        for item in chapter.records:
            lines.setdefault((item.kept_words, item.kept_by), {})[chapter.label] = None
    return [(", ".join(labels), until, rule) for (until, rule), labels in lines.items()]


def by_entity(record: PersonRecord) -> Mapping[str, Chapter]:
    return {chapter.entity: chapter for chapter in record.chapters}


def when(moment: str) -> str:
    """A moment of the file as it stands on paper."""
    return f"{moment[11:16]} {_day(moment[:10])}"


def _past(one: object) -> bool:
    return not getattr(one, "current", True) and bool(getattr(one, "shown", ""))


def _line(chapter: Chapter, item: Item, at: int) -> tuple[str, str, str, str, str]:
    """Why a value was replaced stands with the value that replaced it."""
    old = item.history[at]
    after = next((one for one in item.history[at + 1 :] if one.field == old.field), None)
    changed = f"{old.shown}, sửa thành {after.shown or 'để trống'}" if after else old.shown
    teller = after or old
    why = f"{teller.reason or ''}".strip()
    return when(teller.at), f"{chapter.label}: {old.label.lower()}", changed, teller.author, why


def _day(iso: str) -> str:
    return "/".join(reversed(iso.split("-")))
