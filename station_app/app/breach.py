"""The report of a breach, filled in with what the station knows of itself."""

import json

import resources
from station_app.app.letters import place_and_day
from station_app.app.summary import imprint, letterhead
from station_app.privacy.sheet import Breach, breach_sheet
from station_app.staff import service as staff
from station_app.store import audit
from station_app.store.audit import Action
from station_app.store.database import Database

GUARDED = (
    "Tệp dữ liệu mã hoá toàn bộ (AES-256); khoá mở bằng mật khẩu từng người; nhóm hạn chế niêm phong riêng; "
    "bản sao lưu mã hoá; có nhật ký truy cập móc xích."
)
"""What holds for every station; who reads the report must know what a thief of the disk can read: nothing."""


def breach_pdf(database: Database) -> bytes:
    """Printing is noted: the sheet counts what the station holds."""
    staff.require(database, staff.Right.PRINT)
    content = json.loads(resources.text("privacy/breach.json"))
    station = database.station()
    head = next((row.name for row in staff.users(database) if row.role == staff.HEAD), "")
    breach = Breach(
        content["to"],
        content["legal_basis"],
        content["hours"],
        [
            ("Bên kiểm soát dữ liệu", station.name),
            ("Mã cơ sở", station.code),
            ("Điểm trạm, máy", station.point_name),
            ("Người đứng đầu", head),
            ("Số người dùng", str(len(staff.users(database)))),
            ("Cách bảo vệ", GUARDED),
        ],
        _counts(database),
        [(one["title"], one["asks"]) for one in content["sections"]],
        content["first_hours"],
        head,
        place_and_day(database),
    )
    made = breach_sheet(
        breach, letterhead(database), imprint(database), code=f"SC{database.clock.now():%y%m%d}"
    )
    audit.note(database, Action.PRINTED, entity="breach", detail="report form")
    return made


def _counts(database: Database) -> list[tuple[str, str]]:
    """Live records of every kind about people."""
    counted = []
    with database.reading() as session:
        raw = database.raw(session)
        for entity in database.catalogue.entities.values():
            if entity.name in ("person", "household") or entity.subject == "person":
                query = f'SELECT count(*) FROM "{entity.name}" WHERE gone IS NULL'  # noqa: S608  names come from the catalogue
                (number,) = raw.execute(query).fetchone()
                counted.append((entity.label, str(number)))
    return counted
