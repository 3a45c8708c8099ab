"""One person's whole record for that person, a chapter a room: as paper, and as a locked file."""

from pathlib import Path

from station_app.app.summary import imprint, letterhead
from station_app.common.errors import Refused
from station_app.common.names import fold
from station_app.people import service as people
from station_app.privacy import service as privacy
from station_app.privacy.service import PersonRecord
from station_app.privacy.sheet import Telling, Use, record_sheet
from station_app.staff import service as staff
from station_app.staff.rules import Right
from station_app.store import audit
from station_app.store.audit import Action
from station_app.store.database import Database
from station_app.store.export import Exported, export, require_reason

CHAPTERS = (
    Telling("person", "Người này"),
    Telling("identifier", "Giấy tờ, số định danh", ("type", "value", "valid_from", "valid_to", "status")),
    Telling("household", "Hộ gia đình", heading=("code",), nothing="Chưa thuộc hộ nào."),
    Telling("household_member", "Ở hộ nào, từ khi nào", ("household", "relation", "residence", "from_date",
                                                         "to_date", "end_reason"), quiet=True),
    Telling("allergy", "Dị ứng", ("substance", "kind", "severity", "reaction", "status", "noted_on")),
    Telling("condition", "Bệnh, tiền sử", ("name", "icd10", "since", "status")),
    Telling("risk_factor", "Yếu tố nguy cơ", ("kind", "status", "amount", "since")),
    Telling("dose", "Tiêm chủng", ("given_on", "vaccine", "dose_number", "lot", "vaccinator")),
    Telling("visit", "Lượt khám", heading=("arrived_at", "reason")),
    Telling("consent", "Đã đồng ý hay không đồng ý điều gì", ("purpose", "decision", "given_on",
                                                              "withdrawn_on", "legal_basis"), quiet=True),
    Telling("processing_restriction", "Đang hạn chế", ("scope", "valid_from", "valid_to", "reason"),
            quiet=True),
    Telling("glass_opening", "Ai đã mở khẩn thông tin hạn chế", ("opened_at", "reason", "how", "until"),
            quiet=True),
    Telling("data_request", "Yêu cầu đã gửi trạm", ("code", "kind", "received_on", "status", "decision"),
            quiet=True),
)  # fmt: skip
"""In the order in which a person reads; a test sees that no kind of record is forgotten."""


def person_named(database: Database, asked: str) -> str:
    """The person's id by id, number, or a name that only one person here has. Raises Refused otherwise."""
    found = people.search(database, asked, 3)
    exact = [hit for hit in found if fold(hit.full_name) == fold(asked)] or found
    if len(exact) == 1:
        return exact[0].id
    if not exact:
        return people.person_card(database, asked.strip()).id
    raise Refused("Có nhiều người như vậy. Ghi số định danh hoặc mã bản ghi (id).", "person", code="several")


def record_of(database: Database, person: str, *, request: str | None = None) -> PersonRecord:
    """`request`: the id of the request that is answered. Needs the right to handle requests."""
    privacy.require_right(database)
    code = _code_of(database, person, request) if request else None
    return privacy.whole_record(database, person, [one.entity for one in CHAPTERS], request=code)


def record_pdf(database: Database, person: str, *, request: str | None = None) -> bytes:
    """To be handed to the person on paper. Printing is noted before the sheet is shown."""
    made = _pdf(database, record_of(database, person, request=request))
    audit.note(database, Action.PRINTED, entity="person", record=person, detail="record pdf")
    return made


def export_record(
    database: Database, person: str, to: Path, *, request: str | None = None, plain: str | None = None
) -> Exported:
    """Paper and file for the person, in one locked ZIP whose password is shown once."""
    require_reason(plain)
    staff.require(database, Right.EXPORT)
    record = record_of(database, person, request=request)
    files = {"ho-so.pdf": _pdf(database, record), "ho-so.json": privacy.as_json(record)}
    return export(database, to, files, subject="person", record=person, plain=plain)


def uses_of(database: Database, person: str) -> list[Use]:
    """Every purpose, its basis, and whether the data may be used for it today."""
    bases = {basis.code: basis.label for basis in privacy.legal_bases()}
    told = []
    for code, purpose in privacy.purposes().items():
        found = privacy.may_use(database, person, code)
        basis = f"{bases.get(purpose.basis, purpose.basis)}. {purpose.law}"
        told.append(Use(purpose.label, basis, "Có dùng" if found.allowed else f"Không. {_short(found.why)}"))
    return told


def _pdf(database: Database, record: PersonRecord) -> bytes:
    day = database.clock.today()
    return record_sheet(
        record,
        CHAPTERS,
        uses_of(database, record.person),
        letterhead(database),
        imprint(database),
        code=record.request or f"HS{day:%y%m%d}",
    )


def _code_of(database: Database, person: str, request: str) -> str:
    card = privacy.request_card(database, request)
    if card.person != person:
        raise Refused(f"Yêu cầu {card.code} là của người khác. Xem lại.", "request", code="other_person")
    return card.code


def _short(why: str) -> str:
    """The purpose stands beside it already."""
    return why.partition(":")[0].rstrip(".")
