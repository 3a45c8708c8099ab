"""What was typed and not yet saved: kept in this PC's file for its author alone, and never synced.

A draft is sealed under the key that only its author's password gives, its place in the program included.
Whoever has the file and the data key sees that somebody left something unfinished, and nothing of what."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from station_app.common.days import shown_instant, to_instant
from station_app.store.database import Database
from station_app.store.station import OldDraft, SealedDraft
from station_app.store.vault.own_box import name_for_own, opened_by_own, sealed_for_own

_PURPOSE = "draft"


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A form left open: where, what was typed, when (UTC instant), and how that is said.

    `is_from_before`: before this person signed in, so that somebody else may have stood at the counter."""

    address: str
    fields: Mapping[str, Any]
    at: str
    when: str
    is_from_before: bool


class DraftShelf:
    """The drafts of whoever is signed in when it is made; another who signs in later has their own shelf.

    Without the author's key nothing is kept: a draft that others could read is worse than none."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._user = database.author.user
        self._own = database.private.own if database.private else None

    @property
    def _can_keep(self) -> bool:
        """Not on a disk that takes nothing: that is said once, and not at every pause in the typing."""
        return self._own is not None and self._database.frozen is None

    def keep(self, address: str, typed: Mapping[str, Any]) -> None:
        """Replaces what was kept for this place. Survives a power cut once it returns."""
        if self._own is not None and self._can_keep:
            now = to_instant(self._database.clock.now())
            with self._database.keeping() as session:
                session.merge(self._sealed(self._own, address, typed, now))

    def kept(self, address: str) -> KeptDraft | None:
        with self._database.reading() as session:
            found = session.get(SealedDraft, (self._user, self._place(address)))
        return self._opened(found.box) if found else None

    def drop(self, address: str) -> None:
        if not self._can_keep:
            return
        with self._database.keeping() as session:
            self._delete(session, address)

    @contextmanager
    def leaving(self, address: str) -> Iterator[None]:
        """The save in this block takes the draft along: both are on the disk, or neither."""
        with self._database.along(lambda session: self._delete(session, address)):
            yield

    def all_kept(self) -> list[KeptDraft]:
        """What this person left unfinished, the latest first."""
        with self._database.reading() as session:
            boxes = session.scalars(select(SealedDraft.box).where(SealedDraft.user == self._user)).all()
        found = [draft for box in boxes if (draft := self._opened(box))]
        return sorted(found, key=lambda draft: (draft.at, draft.address), reverse=True)

    def seal_old(self) -> None:
        """What an earlier release had left readable for everybody with the data key."""
        mine = OldDraft.user == self._user
        with self._database.reading() as session:
            old = session.scalars(select(OldDraft).where(mine)).all()
        if old and self._own is not None and self._can_keep:
            with self._database.keeping() as session:
                for draft in old:
                    session.merge(self._sealed(self._own, draft.address, json.loads(draft.fields), draft.at))
                session.execute(delete(OldDraft).where(mine))

    def _sealed(self, own: bytes, address: str, typed: Mapping[str, Any], at: str) -> SealedDraft:
        content = json.dumps({"address": address, "fields": dict(typed), "at": at}, ensure_ascii=False)
        box = sealed_for_own(own, _PURPOSE, content.encode())
        return SealedDraft(user=self._user, place=self._place(address), box=box)

    def _opened(self, box: bytes) -> KeptDraft | None:
        """None for what was sealed before somebody else had to give this person a new password."""
        content = None if self._own is None else opened_by_own(self._own, _PURPOSE, box)
        if content is None:
            return None
        told = json.loads(content)
        at = str(told["at"])
        return KeptDraft(
            told["address"], told["fields"], at, self._when(at), at < to_instant(self._database.since)
        )

    def _when(self, at: str) -> str:
        time, day = shown_instant(at).split(" ", 1)
        is_today = day == f"{self._database.clock.today():%d/%m/%Y}"
        return time if is_today else f"{time} ngày {day[:5]}"

    def _place(self, address: str) -> str:
        return name_for_own(self._own or b"", _PURPOSE, address)

    def _delete(self, session: Session, address: str) -> None:
        mine = (SealedDraft.user == self._user) & (SealedDraft.place == self._place(address))
        session.execute(delete(SealedDraft).where(mine))


def keep_draft(database: Database, address: str, fields: Mapping[str, Any]) -> None:
    DraftShelf(database).keep(address, fields)


def drop_draft(database: Database, address: str) -> None:
    DraftShelf(database).drop(address)


def kept_drafts(database: Database) -> list[KeptDraft]:
    """What the signed-in person left unfinished, the latest first."""
    return DraftShelf(database).all_kept()
