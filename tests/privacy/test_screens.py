"""The register, a request, a person's rights on the screen: by keys alone, from asking to the answer."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from station_app.app import rights
from station_app.health_records.service import add_allergy, correct_allergy
from station_app.people.screen.register import CorrectPerson
from station_app.privacy import service
from station_app.privacy.screen import NewRequest, Register, RequestPage, RightsPart, offers
from station_app.shell.preview import PdfPreview
from station_app.store.database import Database
from station_app.store.drafts import kept_drafts
from tests.paper.reading import words
from tests.privacy.test_requests import ask
from tests.windows import Frame, Page

ENTER, DOWN = Qt.Key.Key_Return, Qt.Key.Key_Down


@pytest.fixture
def screens(frame: Frame, database: Database) -> Frame:
    papers = rights.papers(database)
    frame.window.register("privacy", lambda window: Register(window, database, papers))
    frame.window.register("privacy/new", lambda window: NewRequest(window, database))
    frame.window.register("privacy/*", lambda window: RequestPage(window, database, papers))
    frame.window.register("person/*/edit", lambda window: CorrectPerson(window, database))
    frame.window.register("page", lambda window: Page(window, offers(database, papers)[0]))
    return frame


def preview_of(frame: Frame) -> PdfPreview:
    frame.until(lambda: frame.window.findChild(PdfPreview))
    found = frame.window.findChild(PdfPreview)
    assert isinstance(found, PdfPreview)
    return found


def test_a_request_is_written_down_and_answered_with_the_keyboard_alone(screens, database, person):
    frame = screens
    frame.open("privacy", lambda screen: screen.picks.buttons)
    frame.press(Qt.Key.Key_N, ctrl=True)
    form = frame.window.shown
    frame.type("giang thi")
    frame.until(form.person.list.isVisible)
    frame.press(ENTER, Qt.Key.Key_1, ENTER)
    frame.type("Xin bản sao hồ sơ")
    frame.press(Qt.Key.Key_Tab, Qt.Key.Key_1)
    frame.until(lambda: form.form.fields["requester_address"].value() == "xã Mường Hoa")
    assert form.form.fields["requester_name"].value() == "Giàng Thị Mỷ"
    frame.press(*[ENTER] * 5, Qt.Key.Key_1)
    frame.press(ENTER, ctrl=True)
    frame.until(lambda: isinstance(frame.window.shown, RequestPage) and frame.window.shown.page)
    page = frame.window.shown
    frame.press(ENTER, ctrl=True)
    frame.until(page.deciding.isVisible)
    frame.until(lambda: page.deciding.isAncestorOf(frame.focus))
    frame.press(Qt.Key.Key_1)
    frame.press(ENTER, ctrl=True)
    frame.until(lambda: any("Đã xong" in said for said in _buttons(page)))
    frame.press(Qt.Key.Key_P, ctrl=True)
    preview = preview_of(frame)
    assert "Trạm quyết định: đồng ý thực hiện." in words(preview.pdf)
    frame.press(Qt.Key.Key_Escape)
    frame.window.activateWindow()  # what a window manager does
    frame.until(lambda: QApplication.focusWidget() and page.doing.isAncestorOf(frame.focus))
    frame.press(ENTER, ctrl=True)
    frame.until(lambda: not service.requests(database))
    [line] = service.requests(database, everything=True)
    assert (line.kind, line.status, line.name) == ("access", "done", "Giàng Thị Mỷ")


def _buttons(page: RequestPage) -> list[str]:
    return [one.accessibleName() for one in page.doing.findChildren(QWidget) if one.isVisible()]


def test_what_is_late_stands_first_and_is_told(screens, database, person):
    ask(database, person, kind="deletion", received_on="2026-11-20")
    late = ask(database, person, received_on="2026-11-05")
    screen = screens.open("privacy", lambda screen: len(screen.table.rows) == 2)
    assert screen.table.rows[0].id == late
    assert "quá hạn" in screen.table.view.model().index(0, 0).data()
    screens.press(ENTER)
    screens.until(lambda: isinstance(screens.window.shown, RequestPage))


def test_a_correction_leads_to_the_ordinary_form_with_its_reason(screens, database, person):
    request = ask(database, person, kind="correction", content="Ngày sinh sai")
    service.acknowledge(database, request)
    service.decide(database, request, "granted")
    page = screens.open(f"privacy/{request}", lambda screen: screen.page)
    screens.until(lambda: any("Sửa thông tin" in said for said in _buttons(page)))
    screens.press(Qt.Key.Key_1, alt=True)
    screens.until(
        lambda: isinstance(screens.window.shown, CorrectPerson) and screens.window.shown.form.isEnabled()
    )
    form = screens.window.shown.form
    code = service.request_card(database, request).code
    screens.until(lambda: form.fields["reason"].value() == f"{service.because(code)}:")
    form.fields["birth_date"].restore("3/9/1988")
    form.submit()
    screens.until(lambda: service.traced(database, person, code))
    screens.until(lambda: any("sửa thành 03/09/1988" in said for said in screens.words(page.doing)))


def test_the_record_leaves_locked_and_the_password_is_shown_until_the_page_is_left(
    screens, database, person, tmp_path: Path
):
    request = ask(database, person)
    service.acknowledge(database, request)
    service.decide(database, request, "granted")
    page = screens.open(f"privacy/{request}", lambda screen: screen.page and _buttons(screen))
    page.handing.choose_file = lambda: str(tmp_path / "ho-so.zip")
    screens.press(Qt.Key.Key_2, alt=True)
    screens.until(lambda: any("Mật khẩu của tệp" in said for said in screens.words(page.handing.told)))
    assert (tmp_path / "ho-so.zip").exists()
    screens.open("privacy", lambda screen: screen.picks.buttons)
    assert not screens.words(page.handing.told)


@pytest.fixture
def part(screens: Frame, person: str) -> RightsPart:
    return screens.open(f"page/{person}", lambda page: screens.words(page.part.consents)).part


def test_a_consent_is_written_down_with_its_proof_and_withdrawn(screens, part, database, person):
    screens.press(Qt.Key.Key_2, alt=True)
    form = part.consent_form.form
    screens.press(Qt.Key.Key_3, ENTER, Qt.Key.Key_1)
    screens.press(ENTER, ctrl=True)
    screens.until(lambda: form.fields["by_person"].error_text)
    form.fields["by_person"].set_value(True)
    form.fields["told_sensitive"].set_value(True)
    form.fields["evidence"].set_value("paper")
    form.submit()
    screens.until(lambda: form.fields["evidence_place"].error_text)
    form.fields["evidence_place"].set_value("cặp 3")
    form.submit()
    screens.until(lambda: screens.cards(part.consents))
    assert service.may_use(database, person, "research").allowed
    screens.cards(part.consents)[0].setFocus()
    screens.press(ENTER)
    screens.until(part.end_form.isVisible)
    screens.type("đổi ý")
    screens.press(ENTER, ctrl=True)
    screens.until(lambda: not service.may_use(database, person, "research").allowed)
    screens.until(lambda: any("rút lại ngày 21/11/2026" in said for said in screens.words(part.consents)))


def test_a_restriction_marks_the_page_and_is_lifted(screens, part, database, person):
    screens.press(Qt.Key.Key_3, alt=True)
    form = part.restriction_form.form
    form.fill({"scope": "all", "reason": "nói tại trạm"})
    form.submit()
    screens.until(lambda: screens.words(part.mark) and screens.cards(part.restrictions))
    assert not service.may_use(database, person, "family_sheet").allowed
    screens.cards(part.restrictions)[0].pressed.emit()
    part.end_form.correction.reason.set_value("rút yêu cầu")
    part.end_form.form.submit()
    screens.until(lambda: service.person_rights(database, person).restrictions[0].values["valid_to"])


def test_what_was_typed_comes_back(screens, database, person):
    part = screens.open(f"page/{person}", lambda page: screens.words(page.part.consents)).part
    screens.press(Qt.Key.Key_3, alt=True)
    part.restriction_form.form.fields["reason"].set_value("nói tại trạm")
    screens.press(Qt.Key.Key_Escape)
    screens.until(lambda: not part.restriction_form.isVisible())
    screens.until(lambda: kept_drafts(database))
    screens.press(Qt.Key.Key_3, alt=True)
    screens.until(lambda: part.restriction_form.form.fields["reason"].value() == "nói tại trạm")
    part.restriction_form.form.fields["scope"].set_value("all")
    part.restriction_form.form.submit()
    screens.until(lambda: not kept_drafts(database))


def test_the_code_of_a_request_goes_along_to_the_forms_of_other_rooms(screens, database, person):
    allergy = add_allergy(database, person=person, kind="1", substance="Penicilin")
    request = ask(database, person, kind="correction", content="Tên thuốc dị ứng sai")
    service.acknowledge(database, request)
    service.decide(database, request, "granted")
    page = screens.open(f"privacy/{request}", lambda screen: screen.page and _buttons(screen))
    screens.press(Qt.Key.Key_2, alt=True)
    code = service.request_card(database, request).code
    screens.until(lambda: any(code in said for said in screens.window.notices.standing))
    correct_allergy(database, allergy, {"substance": "Penicillin"}, reason=f"{code.lower()} xem lại sổ")
    screens.open(f"privacy/{request}", lambda screen: screen.page and screen.page.corrected)
    screens.until(lambda: any("sửa thành Penicillin" in said for said in screens.words(page.doing)))
    assert not screens.window.notices.standing


def test_a_request_is_taken_back_or_withdrawn_as_a_slip(screens, database, person):
    first, slip = ask(database, person), ask(database, person, kind="deletion")
    page = screens.open(f"privacy/{first}", lambda screen: screen.page and _buttons(screen))
    page._end()
    page.ending.submit()
    assert page.ending.reason.error_text
    screens.type("không cần nữa")
    page.ending.submit()
    screens.until(lambda: [one.id for one in service.requests(database)] == [slip])
    page = screens.open(f"privacy/{slip}", lambda screen: screen.page and screen.page.card.id == slip)
    page._end()
    page.ending.reason.set_value("ghi hai lần")
    page.ending.withdraw_button.click()
    screens.until(lambda: not service.requests(database))
    assert [one.status for one in service.requests(database, everything=True)] == ["cancelled"]
