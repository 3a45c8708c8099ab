"""The questions that a merge left: fields of which two PCs knew different values."""

import json
from collections.abc import Iterator

from station_app.exchange.questions.asked import Candidate, QuestionCard
from station_app.exchange.questions.gathering import Gathered, Writing, gather, subject_key
from station_app.exchange.questions.subjects import Subject, subjects
from station_app.exchange.questions.wording import Words, declared
from station_app.staff import service as staff
from station_app.store.database import Database, Opened
from station_app.store.settling import TAKEN_BACK
from sync.change import Key
from sync.merge import HERE, State
from sync.policy import LIFE, Entity, Field
from sync.rows import GONE
from sync.shelf import written_at
from sync.showing import projection, questions, shown_dots
from sync.siblings import Sibling, ordered

DIFFERENT = "Hai máy đã ghi khác nhau. Chọn giá trị đúng; giá trị kia vẫn còn trong lịch sử."
GONE_AND_EDITED = (
    "Một máy đã huỷ bản ghi này{reason}; máy khác chưa biết nên vẫn {edited}. "
    "Chưa quyết thì bản ghi vẫn được giữ."
)
KEEP_OR_WITHDRAW = "Giữ hay huỷ"
NEW_FIELD = "Mục của chương trình mới hơn"
NEWER = "Mục này do chương trình mới hơn ghi. Cập nhật chương trình ở máy này rồi quyết."


def merged_questions(database: Database) -> list[QuestionCard]:
    """All of them; those about restricted records say so."""
    found = gather(database)
    if not found.asked:
        return []
    authors = {mark.author for state in found.asked.values() for mark in state.marks.values()}
    authors |= {writing.author for writing in found.originals.values()}
    words = Words(database, found.around, staff.name_of(database, authors), found.own)
    entities = database.catalogue.entities
    about = {key: subject_key(entities.get(key[0]), key, s, database) for key, s in found.asked.items()}
    told = subjects(database, words, set(about.values()))
    return [
        card
        for key, state in found.asked.items()
        for card in _cards(database, found, words, key, state, told[about[key]])
    ]


def _cards(
    database: Database, found: Gathered, words: Words, key: Key, state: State, subject: Subject
) -> Iterator[QuestionCard]:
    entity = database.catalogue.entities.get(key[0])
    is_own = entity is not None and entity.subject == "id"
    named = "" if is_own else _named(words, entity, key, state)
    opened = Opened(key, dict(state.context), shown_dots(state, database.catalogue, key[0]))
    shown = projection(state, database.catalogue, key[0])
    for name in questions(state, database.catalogue, key[0]):
        field = declared(entity, name)
        known = name == LIFE or (entity is not None and entity.field(name) is not None)
        label = KEEP_OR_WITHDRAW if name == LIFE else field.label if known else NEW_FIELD
        siblings = _different(state, name)
        candidates = tuple(_candidate(found, words, key, field, one, shown.get(name)) for one in siblings)
        yield QuestionCard(
            *key,
            name,
            subject.name,
            subject.address,
            label if is_own else f"{label} · {named}",
            candidates,
            opened,
            about=subject.about,
            lead=_lead(entity, state, name) if known else NEWER,
            writers=frozenset({found.first_authors.get(key, ""), *(one.author_id for one in candidates)}),
            known=known,
            restricted=key in found.restricted,
        )


def _named(words: Words, entity: Entity | None, key: Key, state: State) -> str:
    """Which of a person's records: the kind, and what tells it apart."""
    kind = entity.label if entity else key[0]
    return ": ".join(part for part in (kind, words.record(entity, state)) if part)


def _different(state: State, name: str) -> list[Sibling]:
    """Oldest first; of several PCs that wrote the same, the first."""
    values: dict[tuple[type, object], Sibling] = {}
    for sibling in ordered(state.siblings(name)):
        values.setdefault((type(sibling.value), sibling.value), sibling)
    return list(values.values())


def _candidate(
    found: Gathered, words: Words, key: Key, field: Field, sibling: Sibling, shown: object
) -> Candidate:
    mark, value = sibling.mark, sibling.value
    writing = Writing(mark.author, sibling.dot[0], mark.point, written_at(mark.time))
    reason = mark.reason or ""
    if reason == TAKEN_BACK:
        writing = found.originals.get((key, field.name, json.dumps(value, ensure_ascii=False)), writing)
        reason = "đã quyết rồi mở lại"
    return Candidate(
        value,
        words.value(field, value),
        words.author(writing.author),
        words.time(writing.time),
        writing.point,
        words.device(writing.device),
        chosen_now=value == shown and type(value) is type(shown),
        author_id=writing.author,
        device_id=writing.device,
        reason=reason,
        time=writing.time,
    )


def _lead(entity: Entity | None, state: State, name: str) -> str:
    return _gone_and_edited(entity, state) if entity and name == LIFE else DIFFERENT


def _gone_and_edited(entity: Entity, state: State) -> str:
    register = state.fields[LIFE]
    here = {dot for dot, value in register.items() if value == HERE}
    reasons = [str(value).removeprefix(GONE) for value in register.values() if value != HERE]
    edited = [f"“{f.label}”" for f in entity.fields if here & state.fields.get(f.name, {}).keys()]
    said = f" với lý do “{reasons[0]}”" if reasons else ""
    return GONE_AND_EDITED.format(reason=said, edited=f"sửa {', '.join(edited[:4])}" if edited else "sửa")
