"""The audit log: who did what to which record, when, on which PC, and what came of it. Append-only,
hash-chained.

For every room, this is all there is to call:

- **Changes need no call.** `Database.writing` notes each save itself, one entry per transaction, in the same
  commit.
- `note(database, Action.PRINTED, entity="person", record=id)` is on the disk when it returns. Call it
  **before** what it tells of leaves: before a sheet goes to the printer, an export to the stick, a sealed
  record is shown by breaking glass. Inside `writing` of the same thread it goes in with that save; if the
  save is undone, so is the note, unless its result is `REFUSED` or `FAILED`, which is then written with the
  next one.
- `note(database, Action.VIEWED, …)` returns at once and waits in memory: it is written with the next save, by
  `database.write_log()` a few seconds later, at the lock, or when the file is closed. A power cut may lose
  the views of these last seconds; it loses no change. Looking again within five minutes is counted, not noted
  anew. The window notes the pages of people, households and records by their address; a screen that shows
  somebody without such an address calls this.
- `refused(database, Action.EXPORTED, …)` is for an attempt without the right.

`entity`, `record`: what it is about, as the catalogue names it, or a word for a thing without a record
("backup", "audit", "vault"). `about`: the person or household concerned, as `person:<id>`, where the record
is something else. `detail`: a code or a few plain words in ASCII, at most 80 signs: the name of a sheet, a
format, a count. Never health data, nor anybody's name or number, nor what a person typed: the log is read
without the right to see a record, and goes to the province. Anything that looks like it is masked."""

from contextlib import suppress
from datetime import datetime

from station_app.common.errors import Unavailable
from station_app.store.audit_queue import Action as Action
from station_app.store.audit_queue import Result as Result
from station_app.store.audit_queue import made
from station_app.store.database import Database
from sync.audit import Entry as Entry


def note(
    database: Database,
    action: Action,
    *,
    entity: str = "",
    record: str = "",
    about: str | None = None,
    result: Result = Result.DONE,
    detail: str = "",
    user: str | None = None,
    at: datetime | None = None,
) -> None:
    """One entry, by the signed-in person and now, unless told otherwise."""
    author, now = database.author, at or database.clock.now()
    entry = made(
        action,
        now,
        author.user if user is None else user,
        author.point,
        entity=entity,
        record=record,
        about=about,
        result=result,
        detail=detail,
    )
    if action is Action.VIEWED and result is Result.DONE:
        database.audit.viewed(entry, now)
    elif not database.audit.add(entry):
        _write(database, entry)


def refused(
    database: Database, action: Action, *, entity: str = "", record: str = "", detail: str = ""
) -> None:
    """Somebody tried what they have no right to. Where the disk takes nothing it waits in memory: that it was
    refused must be said all the same."""
    with suppress(Unavailable):
        note(database, action, entity=entity, record=record, detail=detail, result=Result.REFUSED)


def _write(database: Database, entry: Entry) -> None:
    """What could not be noted has not been done: who asked hears so, and does not do it."""
    try:
        database.write_log()
    except BaseException:
        if entry.result == Result.DONE:
            database.audit.withdraw(entry)
        raise
