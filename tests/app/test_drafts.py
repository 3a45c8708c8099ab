"""Every form keeps what is typed: the PC dies with all of them open, and each is offered again afterwards."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from station_app.app.window import Program
from station_app.exchange.acknowledging import keep_verdict
from station_app.health_records import service as health
from station_app.households import service as households
from station_app.immunization import service as immunization
from station_app.people.model import Identifier
from station_app.privacy import service as privacy
from station_app.shell.entering import Entering
from station_app.shell.fields import Field, LongTextField, TextField
from station_app.shell.forms import Form
from station_app.shell.screen import Address
from station_app.store.database import Database
from station_app.store.drafts import DraftShelf
from station_app.visits import service as visits
from tests.app.conftest import PASSWORD, database_of, on_the_screen
from tests.fingers import Fingers
from tests.privacy.test_requests import ASKED
from tests.stations import MovableClock

TYPED = "đang gõ dở"
FORMS = {
    "person/new": "Đăng ký người mới",
    "person/{person}/edit": "Sửa hồ sơ",
    "person/{person}/dose": "Ghi mũi tiêm",
    "person/{person}/health?form=allergy": "Hồ sơ sức khỏe",
    "person/{person}/health?form=condition": "Hồ sơ sức khỏe",
    "person/{person}/health?form=risk_factor": "Hồ sơ sức khỏe",
    "person/{person}/health?form=allergy&record={allergy}": "Hồ sơ sức khỏe",
    "person/{person}/doses?dose={dose}": "Sửa mũi tiêm",
    "person/{person}/privacy?form=consent": "Quyền dữ liệu",
    "person/{person}/privacy?form=restriction": "Quyền dữ liệu",
    "person/{person}/privacy?end={restriction}": "Quyền dữ liệu",
    "household/new": "Đăng ký hộ mới",
    "household/{household}/edit": "Sửa hộ",
    "household/{household}/add": "Thêm thành viên hộ",
    "visits": "Tiếp đón",
    "visits?person={person}": "Tiếp đón",
    "visit/{visit}": "Lượt khám",
    "privacy/new": "Ghi yêu cầu của người dân",
    "privacy/{request}": "Quyết định yêu cầu",
    "desk/quarantine?identifier={held}": "Sửa bản ghi kho tỉnh giữ lại",
}
"""Where a form stands, and what the home board calls it."""
KEPT_NOWHERE = {
    "warehouse": "a one-time code of the province, which must not lie about",
    "warehouse/usb": "a folder of this PC, nothing of the station's work",
    "warehouse/relay": "a code that lives ten minutes",
    "backups/prepare": "a folder of this PC, nothing of the station's work",
    "account/password": "a password",
    "account/pin": "a PIN",
    "account/phone": "the digits of half a minute",
    "accounts/new": "a first password",
    "accounts/*": "one choice, a role",
}
"""Forms without a draft, and why."""
NO_FORM = (
    "today", "people", "search", "households", "household", "household-code", "immunization", "privacy",
    "desk/conflicts", "backups", "openings", "access", "account", "accounts", "audit", "keys",
)  # fmt: skip
"""Places where nothing is typed that could be lost: lists, pages, searches, choices."""


@pytest.fixture
def facts(signed_in: Program, fingers: Fingers) -> dict[str, str]:
    """Something to correct for every form that corrects."""
    database = database_of(signed_in)
    row = households.list_households(database)[0]
    person = next(
        one.person for one in households.household_card(database, row.id).members if one.relation != "00"
    )
    wanted = immunization.DoseToRecord(person=person, vaccine="BCG", given_on="2026-11-20", lot="B1")
    request = privacy.register_request(database, {"person": person, **ASKED}, confirmed=True)
    privacy.acknowledge(database, request)
    today = database.clock.today().isoformat()
    restriction = {"person": person, "scope": "all", "reason": "theo yêu cầu", "valid_from": today}
    made = {
        "person": person,
        "household": row.id,
        "allergy": health.add_allergy(database, person=person, kind="1", substance="Penicillin"),
        "dose": immunization.record_dose(database, wanted, confirmed=True),
        "visit": visits.receive(database, person=person, reason="Sốt", confirmed=True),
        "request": request,
        "restriction": privacy.restrict(database, restriction),
        "held": _held(database, person),
    }
    fingers.rest(signed_in.work)
    return made


def _held(database: Database, person: str) -> str:
    """A paper whose day the warehouse cannot read."""
    with database.writing() as session:
        paper = Identifier(person=person, type="MA_THE_BHYT", value="GD4010123456790", valid_to="31/02/2026")
        session.add(paper)
    with database.taking_in() as intake:
        keep_verdict(intake.raw, "identifier", paper.id, "Có giá trị đến: không phải là ngày.", 1)
    return paper.id


@pytest.fixture
def after(
    qtbot, signed_in: Program, fingers: Fingers, facts: dict[str, str], tmp_path: Path
) -> Iterator[Program]:
    """Everything was typed into; then the PC died, and the program is started again."""
    for place in FORMS:
        form = opened(signed_in, fingers, place.format(**facts))
        field = first_words(form)
        field.focus()
        fingers.type(TYPED)
        assert TYPED in str(field.draft()), place
    # The last one is not left: the pause in the typing keeps it.
    wanted = {place.format(**facts) for place in FORMS}
    shelf = DraftShelf(database_of(signed_in))
    fingers.until(lambda: {draft.address for draft in shelf.all_kept()} == wanted, "all drafts")
    shutil.copytree(database_of(signed_in).path.parent, tmp_path / "after")
    later = MovableClock()
    later.move(hours=1)
    signed_in.window.hide()
    with on_the_screen(qtbot, tmp_path / "after", clock=later) as program:
        fingers.type(PASSWORD)
        fingers.press("Enter")
        fingers.until(lambda: program.window.here == "today" and program.database, "the home board")
        yield program


def opened(program: Program, fingers: Fingers, place: str) -> Form:
    assert program.window.go(place), place
    fingers.rest(program.work)
    fingers.rest(program.work)
    shown = [form for form in forms_of(program) if form.isVisible()]
    assert len(shown) == 1, (place, shown)
    return shown[0]


def forms_of(program: Program) -> list[Form]:
    assert program.window.shown
    return program.window.shown.findChildren(Form)


def first_words(form: Form) -> Field:
    """Where words can be typed."""
    words = [one for one in form.fields.values() if isinstance(one, TextField | LongTextField)]
    return next(one for one in words if one.isVisibleTo(form))


def test_what_stood_in_any_form_when_the_pc_died_is_offered_again(after, fingers, facts):
    for place in FORMS:
        form = opened(after, fingers, place.format(**facts))
        (entering,) = form.findChildren(Entering)
        assert entering.offer, place
        assert entering.offer.words.text() == "Khôi phục bản đang gõ dở lúc 08:00?"
        fingers.press("Enter")
        assert TYPED in str(first_words(form).draft()), place


def test_every_place_of_the_program_is_known_to_keep_a_draft_or_why_not(signed_in):
    known = [Address.parse(place).parts for place in (*FORMS, *KEPT_NOWHERE)]
    known = [tuple("*" if "{" in part else part for part in parts) for parts in known]
    formless = [Address.parse(place).parts for place in NO_FORM]
    for pattern in signed_in.window._factories:
        assert pattern in formless or any(parts[: len(pattern)] == pattern for parts in known), pattern
