"""What is about to happen with a list, in numbers, examples and reasons, before anything is saved."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from station_app.households.model import ImportList, ImportRow
from station_app.households.service.intake.staging import OPEN, counts, import_of
from station_app.households.service.intake.verdicts import GIVEN_BACK, Verdict
from station_app.store.database import Database

_SAMPLES = 10
LABELS: Mapping[str, str] = {
    "ordinal": "số thứ tự",
    "returned": "lý do trả lại",
    "station_code": "mã hộ của trạm",
    "head": "chủ hộ",
    "relation": "quan hệ với chủ hộ",
    "guardian_name": "người giám hộ",
    "guardian_phone": "điện thoại giám hộ",
    "valid_from": "thẻ BHYT từ",
    "valid_to": "thẻ BHYT đến",
    "insurance": "thẻ BHYT",
    "social": "mã số BHXH",
    "citizen": "CCCD, CMND",
    "male": "nam",
    "female": "nữ",
    "birth": "ngày sinh",
    "day": "ngày sinh: ngày",
    "month": "ngày sinh: tháng",
    "year": "ngày sinh: năm",
    "sex": "giới tính",
    "ethnicity": "dân tộc",
    "phone": "điện thoại",
    "email": "thư điện tử",
    "residence": "cư trú",
    "household": "số hộ",
    "house_number": "số nhà",
    "poverty_class": "diện hộ",
    "near_poor": "hộ cận nghèo",
    "occupation": "nghề nghiệp",
    "hamlet": "thôn, bản",
    "address": "địa chỉ",
    "nationality": "quốc tịch",
    "note": "ghi chú",
    "name": "họ và tên",
    "family": "họ, chữ đệm",
}


@dataclass(frozen=True, slots=True)
class RowTold:
    """A row and what is said of it. `number` names it for `admit`; `row` is the number Excel shows."""

    number: int
    sheet: str
    row: int
    name: str
    verdict: str
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sample:
    """A row as it will be saved."""

    row: int
    person: Mapping[str, Any]
    identifiers: tuple[Mapping[str, Any], ...]
    household: Mapping[str, Any]
    relation: str | None


@dataclass(frozen=True, slots=True)
class Preview:
    """`rows` = `accepted` + `matched` + the rows of `rejected` (asked and repeated ones among them).

    `households` and `people`: how many will be, or were, made. `columns`: heading → what it was taken for.
    `told`: rows in which something was mended or left out. `notes`: what is odd about the whole list."""

    import_id: str
    file_name: str
    state: str
    rows: int
    accepted: int
    matched: int
    households: int
    people: int
    rejected: tuple[RowTold, ...]
    known: tuple[RowTold, ...]
    told: tuple[RowTold, ...]
    samples: tuple[Sample, ...]
    columns: tuple[tuple[str, str], ...]
    unmapped: tuple[str, ...]
    skipped: tuple[int, ...]
    skipped_sheets: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def asked(self) -> tuple[RowTold, ...]:
        """Rows that `admit` can still let in."""
        return tuple(
            row for row in self.rejected if row.verdict != Verdict.REJECTED and row.field == "full_name"
        )


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An import that a crash, a cancel or a closed window has left half done."""

    import_id: str
    file_name: str
    started_at: str
    state: str
    done: int
    rows: int


def preview(database: Database, import_id: str) -> Preview:
    """What is known of an import now; also of one that is done."""
    with database.reading() as session:
        found = import_of(session, import_id)
        facts: dict[str, Any] = {
            "columns": [],
            "unmapped": [],
            "skipped": [],
            "skipped_sheets": [],
            "notes": [],
        }
        facts |= json.loads(found.facts)
        counted = counts(session, import_id)
        return Preview(
            import_id=import_id,
            file_name=found.file_name,
            state=found.state,
            rows=sum(counted.values()),
            accepted=counted.get(Verdict.NEW, 0) + counted.get(Verdict.KEPT, 0),
            matched=counted.get(Verdict.MATCHED, 0),
            households=_households(session, import_id),
            people=counted.get(Verdict.NEW, 0) + counted.get(Verdict.KEPT, 0),
            rejected=_rows(session, import_id, *GIVEN_BACK),
            known=_rows(session, import_id, Verdict.MATCHED),
            told=_told(session, import_id),
            samples=_samples(session, import_id),
            columns=tuple((title, LABELS.get(kind, kind)) for title, kind in facts["columns"]),
            unmapped=tuple(facts["unmapped"]),
            skipped=tuple(facts["skipped"]),
            skipped_sheets=tuple(facts["skipped_sheets"]),
            notes=tuple(facts["notes"]),
        )


def unfinished(database: Database) -> list[Unfinished]:
    """Imports that wait to be committed, finished or taken back, the latest first."""
    with database.reading() as session:
        waiting = session.scalars(
            select(ImportList).where(ImportList.state.in_(OPEN)).order_by(ImportList.started_at.desc())
        ).all()
        return [_unfinished(session, one) for one in waiting]


def _unfinished(session: Session, one: ImportList) -> Unfinished:
    done, rows = session.execute(
        select(func.count().filter(ImportRow.done), func.count()).where(ImportRow.import_id == one.id)
    ).one()
    return Unfinished(one.id, one.file_name, one.started_at, one.state, int(done), int(rows))


def _households(session: Session, import_id: str) -> int:
    """Groups that make a household of their own, made already or to be made."""
    made = session.connection().exec_driver_sql(
        "SELECT count(DISTINCT household_group) FROM import_row r"
        " WHERE import_id = ? AND household_group IS NOT NULL AND ("
        " EXISTS (SELECT 1 FROM json_each(r.records) WHERE json_extract(value, '$[0]') = 'household')"
        " OR (done = 0 AND verdict IN ('new', 'matched') AND household IS NULL))",
        (import_id,),
    )
    return int(made.scalar_one())


def _rows(session: Session, import_id: str, *verdicts: Verdict) -> tuple[RowTold, ...]:
    rows = session.execute(
        select(
            ImportRow.number,
            ImportRow.sheet,
            ImportRow.row,
            ImportRow.name,
            ImportRow.verdict,
            ImportRow.field,
            ImportRow.reason,
        )
        .where(ImportRow.import_id == import_id, ImportRow.verdict.in_([str(one) for one in verdicts]))
        .order_by(ImportRow.number)
    )
    return tuple(RowTold(*row) for row in rows)


def _told(session: Session, import_id: str) -> tuple[RowTold, ...]:
    rows = session.execute(
        select(
            ImportRow.number,
            ImportRow.sheet,
            ImportRow.row,
            ImportRow.name,
            ImportRow.verdict,
            ImportRow.told,
        )
        .where(ImportRow.import_id == import_id, ImportRow.told != "", ImportRow.verdict == str(Verdict.NEW))
        .order_by(ImportRow.number)
    )
    return tuple(RowTold(*row[:5], "", row[5]) for row in rows)


def _samples(session: Session, import_id: str) -> tuple[Sample, ...]:
    rows = session.execute(
        select(ImportRow.row, ImportRow.parsed)
        .where(
            ImportRow.import_id == import_id, ImportRow.verdict == str(Verdict.NEW), ImportRow.parsed != ""
        )
        .order_by(ImportRow.number)
        .limit(_SAMPLES)
    )
    samples = []
    for row, text in rows:
        parsed = json.loads(text)
        samples.append(
            Sample(
                row, parsed["person"], tuple(parsed["identifiers"]), parsed["household"], parsed["relation"]
            )
        )
    return tuple(samples)
