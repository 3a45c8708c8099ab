"""What stood in a field before: every value that was replaced, by whom, when, where and why."""

import json
from dataclasses import dataclass

from station_app.exchange.questions.asked import QuestionCard
from station_app.exchange.questions.gathering import gather_records
from station_app.exchange.questions.wording import Words, declared
from station_app.staff import service as staff
from station_app.store.database import Database
from station_app.store.seals import past_value, told_reason
from sync.change import Value
from sync.merge import HERE
from sync.policy import LIFE
from sync.shelf import written_at

_SQL = """SELECT value, author, device, point, hlc, reason FROM sync_history
    WHERE entity = ? AND record = ? AND field = ? ORDER BY hlc DESC"""


@dataclass(frozen=True, slots=True)
class PastValue:
    """One replaced value in words."""

    value: Value
    shown: str
    author: str
    when: str
    place: str
    reason: str


def past_of(database: Database, card: QuestionCard) -> list[PastValue]:
    """Newest first. Of a record's life only withdrawals are told: each save would say that it is kept."""
    if card.twice or card.house:
        return []
    key = (card.entity, card.record)
    found = gather_records(database, [key])
    with database.reading() as session:
        rows = database.raw(session).execute(_SQL, (*key, card.field)).fetchall()
    names = staff.name_of(database, {row[1] for row in rows})
    words = Words(database, found.around, names, found.own)
    field = declared(database.catalogue.entities.get(card.entity), card.field)
    sealed, told = found.sealed.get(key), []
    for kept, *rest, reason in rows:
        value = past_value(found.opener, key, sealed, card.field, kept) if sealed else json.loads(kept)
        told.append((value, *rest, told_reason(reason, found.opener)))
    return [
        PastValue(
            value,
            words.value(field, value),
            words.author(author),
            words.time(written_at(hlc)),
            " · ".join(part for part in (point, words.device(device)) if part),
            reason or "",
        )
        for value, author, device, point, hlc, reason in told
        if card.field != LIFE or value != HERE
    ]
