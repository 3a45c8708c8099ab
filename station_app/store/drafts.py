"""What was typed and not yet saved: kept in this PC's encrypted file, per person and place; never synced."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select

from station_app.common.days import to_instant
from station_app.store.database import Database
from station_app.store.station import Draft


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A form left open: where, what was typed, when (UTC instant)."""

    address: str
    fields: Mapping[str, Any]
    at: str


def keep_draft(database: Database, address: str, fields: Mapping[str, Any]) -> None:
    """Replaces what was kept for this place. Survives a power cut once it returns."""
    draft = Draft(
        user=database.author.user,
        address=address,
        fields=json.dumps(dict(fields), ensure_ascii=False),
        at=to_instant(database.clock.now()),
    )
    with database.writing() as session:
        session.merge(draft)


def kept_draft(database: Database, address: str) -> KeptDraft | None:
    with database.reading() as session:
        found = session.get(Draft, (database.author.user, address))
        return _kept(found) if found else None


def drop_draft(database: Database, address: str) -> None:
    with database.writing() as session:
        mine = (Draft.user == database.author.user) & (Draft.address == address)
        session.execute(delete(Draft).where(mine))


def kept_drafts(database: Database) -> list[KeptDraft]:
    """What the signed-in person left unfinished, the latest first."""
    mine = select(Draft).where(Draft.user == database.author.user).order_by(Draft.at.desc(), Draft.address)
    with database.reading() as session:
        return [_kept(draft) for draft in session.scalars(mine)]


def _kept(draft: Draft) -> KeptDraft:
    return KeptDraft(draft.address, json.loads(draft.fields), draft.at)


@dataclass(frozen=True, slots=True)
class DraftShelf:
    """The drafts of whoever is signed in to one database, as a form asks for them."""

    database: Database

    def keep(self, address: str, typed: Mapping[str, Any]) -> None:
        keep_draft(self.database, address, typed)

    def kept(self, address: str) -> Mapping[str, Any] | None:
        found = kept_draft(self.database, address)
        return found.fields if found else None

    def drop(self, address: str) -> None:
        drop_draft(self.database, address)
