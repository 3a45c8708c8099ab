"""Rows given back, as a file that Excel opens, with the reasons beside them and nothing in it that runs."""

import json

from sqlalchemy import select

from station_app.common.cells import sheet_of_cells
from station_app.households.model import Household, ImportRow
from station_app.households.service.intake.verdicts import GIVEN_BACK
from station_app.store.database import Database

STATION_CODE, ROW, REASON = "Mã hộ của trạm", "Dòng trong danh sách", "Lý do trả lại"


def returned_csv(database: Database, import_id: str) -> bytes | None:
    """UTF-8 with a mark, so that Excel shows the diacritics; None where every row was taken.

    Corrected and imported again, a row finds the household that the rest of its family is already in."""
    with database.reading() as session:
        rows = session.scalars(
            select(ImportRow)
            .where(ImportRow.import_id == import_id, ImportRow.verdict.in_([str(one) for one in GIVEN_BACK]))
            .order_by(ImportRow.number)
        ).all()
        places = session.execute(
            select(ImportRow.household_group, Household.code)
            .join(Household, Household.id == ImportRow.household)
            .where(ImportRow.import_id == import_id, Household.gone.is_(None))
        ).all()
    codes: dict[int | None, str | None] = {group: code for group, code in places if group is not None}
    if not rows:
        return None
    written = [json.loads(row.raw) for row in rows]
    headings = list(dict.fromkeys(heading for raw in written for heading in raw))
    told = [[*headings, STATION_CODE, ROW, REASON]]
    for row, raw in zip(rows, written, strict=True):
        place = f"{row.sheet}: {row.row}" if row.sheet else str(row.row)
        code = codes.get(row.household_group) or ""
        told.append([*(raw.get(heading, "") for heading in headings), code, place, row.reason])
    return sheet_of_cells(told)
