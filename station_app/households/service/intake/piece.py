"""The records of some rows of a list, made in the one transaction that also marks the rows as done."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from station_app.households.model import Household, HouseholdMember, ImportRow
from station_app.households.rules import PERMANENT, household_code
from station_app.households.service.intake.entries import Entry
from station_app.households.service.intake.known import Known, Newcomers, houses, look_up
from station_app.households.service.intake.staging import entry_again
from station_app.households.service.intake.verdicts import Judged, Verdict, judged
from station_app.households.wire import ENTITIES
from station_app.people.model import Identifier, Person
from station_app.store.record import new_id
from station_app.store.station import Station
from station_app.store.verbs import Values

_HOUSEHOLD, _ = ENTITIES
_HOUSE_FIELDS = frozenset(declared.name for declared in _HOUSEHOLD.fields)
_TABLE: Any = ImportRow.__table__
_KEPT = ("verdict", "field", "reason", "raw", "parsed", "household", "person", "records", "done")
Row = Any
"""A plain row of the staging table."""


def next_rows(session: Session, import_id: str, size: int) -> list[Row]:
    """The next rows, and the rest of the last household where that is not much more."""
    waiting = select(_TABLE).where(_TABLE.c.import_id == import_id, _TABLE.c.done.is_(False))
    rows = list(session.execute(waiting.order_by(_TABLE.c.number).limit(size)))
    if len(rows) == size and rows[-1].household_group is not None:
        same = _TABLE.c.household_group == rows[-1].household_group
        rest = waiting.where(same, _TABLE.c.number > rows[-1].number)
        rows += session.execute(rest.order_by(_TABLE.c.number).limit(size))
    return rows


@dataclass(slots=True)
class Piece:
    """Records are gathered and inserted at once: one by one they would cost five times as much.

    `newcomers.own`: the people this import has made, who are nobody's namesakes."""

    session: Session
    import_id: str
    newcomers: Newcomers
    households: dict[int, str] = field(default_factory=dict)
    records: dict[Any, list[dict[str, Any]]] = field(default_factory=dict)

    def save(self, rows: Sequence[Row]) -> None:
        """Looks once more, since people were entered meanwhile, then writes everything of these rows."""
        entries = [entry_again(row) for row in rows]
        known = look_up(self.session, entries, self.newcomers.notice(self.session))
        self._find_households(rows)
        outcomes = [self._take(row, entry, known) for row, entry in zip(rows, entries, strict=True)]
        self._give_codes()
        for model in (Household, Person, Identifier, HouseholdMember):
            if waiting := self.records.get(model):
                self.session.execute(insert(model), _even(waiting))
        self._mark(outcomes)

    def _find_households(self, rows: Sequence[Row]) -> None:
        """Where rows of the same households went before; a household withdrawn since is made anew."""
        groups = {row.household_group for row in rows if row.household_group is not None}
        before = self.session.execute(
            select(ImportRow.household_group, ImportRow.household)
            .where(
                ImportRow.import_id == self.import_id,
                ImportRow.household_group.in_(groups),
                ImportRow.household.is_not(None),
            )
            .distinct()
        ).all()
        living = {house.id for house in houses(self.session, "id", {str(house) for _, house in before})}
        self.households = {group: house for group, house in before if group is not None and house in living}

    def _take(self, row: Row, entry: Entry, known: Known) -> dict[str, Any]:
        """What becomes of one row, as its columns in the staging table."""
        verdict = _judged_again(row, entry, known)
        made: list[tuple[str, str]] = []
        person = self._person(entry, made) if verdict.verdict is Verdict.NEW else verdict.person
        is_taken = verdict.verdict in (Verdict.NEW, Verdict.MATCHED)
        household = row.household
        if is_taken and entry.group is not None:
            household = self._membership(entry, str(person), known, made)
        return {
            "at": row.number,
            "verdict": str(verdict.verdict),
            "field": verdict.field,
            "reason": verdict.reason,
            # The records say it now; a second copy would only be a second secret.
            "raw": "{}" if is_taken else row.raw,
            "parsed": "" if is_taken else row.parsed,
            "household": household,
            "person": person,
            "records": json.dumps(made),
            "done": True,
        }

    def _person(self, entry: Entry, made: list[tuple[str, str]]) -> str:
        person = self._add(Person, entry.person, made)
        for number in entry.identifiers:
            self._add(Identifier, {**number, "person": person}, made)
        self.newcomers.own.add(person)
        return person

    def _membership(self, entry: Entry, person: str, known: Known, made: list[tuple[str, str]]) -> str | None:
        """A person known already stays where they live, and joins the household only from nowhere."""
        someone = known.people.get(person)
        if person not in self.newcomers.own and (someone is None or someone.household):
            return someone.household if someone else None
        assert entry.group is not None
        if entry.group not in self.households:
            self.households[entry.group] = self._add(Household, _house(entry), made)
        household = self.households[entry.group]
        belonging = {
            "household": household,
            "person": person,
            "relation": entry.relation,
            "residence": entry.household.get("residence") or PERMANENT,
        }
        self._add(HouseholdMember, belonging, made)
        return household

    def _give_codes(self) -> None:
        """As `codes.take_code`, for all new houses at once: the list's code where it is free, else ours."""
        new = self.records.get(Household, [])
        asked = {str(house["code"]) for house in new if house.get("code")}
        taken = {house.code for house in houses(self.session, "code", asked)}
        nameless = [house for house in new if not house.get("code") or house["code"] in taken]
        if not nameless:
            return
        station = self.session.scalars(select(Station)).one()
        device = self.session.connection().exec_driver_sql("SELECT device FROM sync_self").scalar_one()
        while nameless:
            for house in nameless:
                station.serial += 1
                house["code"] = household_code(
                    station.ward or station.code, house["hamlet"], station.point, device, station.serial
                )
            given = {house["code"] for house in nameless}
            taken = {house.code for house in houses(self.session, "code", given)}
            nameless = [house for house in nameless if house["code"] in taken]

    def _mark(self, outcomes: Sequence[dict[str, Any]]) -> None:
        here = (_TABLE.c.import_id == self.import_id) & (_TABLE.c.number == bindparam("at"))
        marked = update(_TABLE).where(here).values({name: bindparam(name) for name in _KEPT})
        self.session.connection().execute(marked, list(outcomes))

    def _add(self, model: Any, values: Values, made: list[tuple[str, str]]) -> str:
        record = new_id()
        self.records.setdefault(model, []).append({"id": record, **values})
        made.append((model.__tablename__, record))
        return record


def _judged_again(row: Row, entry: Entry, known: Known) -> Judged:
    if row.verdict == Verdict.MATCHED and row.person in known.people:
        return Judged(Verdict.MATCHED, "", row.reason, row.person)
    return judged(entry, known, admitted=bool(json.loads(row.parsed).get("admitted")))


def _house(entry: Entry) -> dict[str, Any]:
    values = {name: value for name, value in entry.household.items() if name in _HOUSE_FIELDS}
    if values.get("address"):
        values["address_raw"] = values["address"]
    return values


def _even(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """One statement for all rows needs the same columns in each."""
    names = dict.fromkeys(name for row in rows for name in row)
    return [{name: row.get(name) for name in names} for row in rows]
