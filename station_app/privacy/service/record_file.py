"""The file of one person's record as other programs read it: its JSON Schema is made of this."""

from typing import Annotated

from msgspec import Meta, Struct

FORMAT, VERSION = "tram-person-record", 1
Instant = Annotated[str, Meta(description="Moment with its offset, as 2026-11-21T08:00:00+07:00")]
Scalar = str | int | bool | None


class Value(Struct, frozen=True, forbid_unknown_fields=True):
    """One field of one record."""

    label: Annotated[str, Meta(description="What the field is called on the screen, in Vietnamese")]
    kind: Annotated[
        str, Meta(description="text, code, integer, decimal, boolean, date, instant or reference")
    ]
    value: Annotated[Scalar, Meta(description="As stored: a code, a date known to year, month or day, UTC")]
    shown: Annotated[
        str, Meta(description="As people read it: the label of the code, the day as written here")
    ]
    unit: str | None = None


class Written(Struct, frozen=True, forbid_unknown_fields=True):
    """One value that was written, the present ones included, oldest first."""

    field: str
    label: str
    shown: str
    author: Annotated[str, Meta(description="Name of who wrote it; empty for what the program wrote")]
    point: Annotated[str, Meta(description="Service point where it was written")]
    at: Instant
    reason: str | None
    current: bool


class Item(Struct, frozen=True, forbid_unknown_fields=True):
    """One record."""

    id: str
    fields: Annotated[dict[str, Value], Meta(description="Fields that hold something, by name")]
    in_question: Annotated[list[str], Meta(description="Fields with several values, still to be decided")]
    author: str
    point: str
    written_at: Instant | None
    kept_until: Annotated[str | None, Meta(description="Last day it must be kept; null is without end")]
    kept_words: Annotated[str, Meta(description="The same, as people say it")]
    kept_by: Annotated[str, Meta(description="The rule by which it is kept")]
    history: list[Written]


class Chapter(Struct, frozen=True, forbid_unknown_fields=True):
    """All records of one kind."""

    entity: str
    label: str
    records: list[Item]
    withdrawn: Annotated[
        int,
        Meta(description="Records entered in error and withdrawn; they may be about others and are not here"),
    ]


class Maker(Struct, frozen=True, forbid_unknown_fields=True):
    """Who made the file."""

    station_code: str
    station: str
    point: str
    author: str
    at: Instant


class PersonRecord(Struct, frozen=True, forbid_unknown_fields=True):
    """All that a station keeps of one person."""

    format: str
    version: int
    made: Maker
    request: Annotated[str | None, Meta(description="Code of the request that it answers")]
    person: Annotated[str, Meta(description="Id of the person in this file and in the station")]
    full_name: str
    restricted_included: Annotated[
        bool, Meta(description="Whether records of restricted categories would be here, if there are any")
    ]
    chapters: list[Chapter]
