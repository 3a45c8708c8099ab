"""At the window: the way back in by paper and by the province, and a change of key while nobody works."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from station_app.app import home
from station_app.app.forgetting import Forgotten
from station_app.app.keys_screen import KeysScreen
from station_app.app.rekey_page import RekeyPage
from station_app.people.service import search
from station_app.shell.links import LinkRow
from station_app.shell.preview import PdfPreview
from station_app.store.vault import FLOOR, Vault
from station_app.store.vault.paper import printed_words, read_paper
from sync.gateway.cli import main as warehouse
from tests.app.conftest import CODE, LOGIN, NAME, PASSWORD, database_of

NEW = "suoi reo qua ban moi"


@pytest.fixture
def code(place: Path) -> str:
    """A sheet that lies in its envelope."""
    vault = Vault.open(place, parameters=FLOOR)
    return vault.renew_code(vault.unlock(LOGIN, PASSWORD))


def forgot(program, fingers) -> Forgotten:
    door = program.window._cover
    next(one for one in door.findChildren(QPushButton) if one.text() == "Quên mật khẩu?").click()
    page = program.window._cover
    assert isinstance(page, Forgotten)
    fingers.until(lambda: fingers.at.property("look") == "primary", "the first way")
    return page


def signed_in_again(program, fingers, password: str) -> None:
    fingers.until(lambda: not isinstance(program.window._cover, (Forgotten, RekeyPage)), "the sign-in")
    fingers.until(QApplication.activeWindow, "a window that takes the keys")
    program.window._cover.password.setFocus()
    fingers.type(password)
    fingers.press("Enter")
    fingers.until(lambda: program.window.here == "today" and program.database, "the home board")


def test_the_paper_brings_the_nurse_back_by_the_keyboard_alone(code, program, fingers):
    forgot(program, fingers)
    fingers.press("Enter")
    fingers.rest(program.work)
    fingers.type(" ".join(printed_words(read_paper(code))))
    fingers.press("Tab")
    for words in (NEW, NEW):
        fingers.type(words)
        fingers.press("Enter")
    fingers.press("Ctrl+Enter")
    fingers.until(lambda: fingers.at.property("look") == "primary" and "Vào làm việc" in fingers.at.text())
    fingers.press("Enter")
    signed_in_again(program, fingers, NEW)
    assert database_of(program).keys.private.seal
    board = program.window.shown
    fingers.until(
        lambda: any("coi như đã lộ" in part.words for part in links(board)), "a new sheet is asked for"
    )
    program.window.go("keys")
    screen = program.window.shown
    fingers.until(lambda: screen.primary, "the holders")
    fingers.rest(program.work)
    fingers.press("Ctrl+P")
    fingers.until(lambda: program.window.findChildren(PdfPreview), "the new sheet")
    preview = program.window.findChildren(PdfPreview)[0]
    assert preview.page_count == 1
    vault = Vault.open(program._place)
    assert not vault.sheet_was_used()
    preview.window().close()


def links(screen) -> list:
    return screen.findChildren(LinkRow)


def test_a_slip_on_the_paper_is_shown_under_its_field(code, program, fingers):
    page = forgot(program, fingers)
    fingers.press("Enter")
    fingers.rest(program.work)
    fingers.type(code[:-1] + ("0" if code[-1] != "0" else "1"))
    fingers.press("Tab")
    for words in (NEW, NEW):
        fingers.type(words)
        fingers.press("Enter")
    fingers.press("Ctrl+Enter")
    assert page.form
    field = page.form.fields["code"]
    fingers.until(lambda: "Nhóm thứ 8" in (field.error_text or ""), "the slip")
    fingers.press("Escape")
    fingers.until(lambda: fingers.at.property("look") == "primary", "the ways again")
    fingers.press("Escape")
    signed_in_again(program, fingers, PASSWORD)


@pytest.fixture
def provided(tmp_path: Path) -> Path:
    """A station whose province holds a slot; its private key lies beside it."""
    key = tmp_path / "tinh.khoa"
    assert warehouse(["recovery-key", "--out", str(key)]) == 0
    return key


def test_the_province_brings_back_whoever_lost_the_paper_too(
    capsys, provided, place, program, fingers, tmp_path
):
    public = capsys.readouterr().out.split('"')[-2]
    vault = Vault.open(place, parameters=FLOOR)
    keys = vault.unlock(LOGIN, PASSWORD)
    vault.set_province(keys, station_code=CODE, province_key=bytes.fromhex(public))
    page = forgot(program, fingers)
    page.ask_where = lambda: str(tmp_path / "tram.tram-hoi")
    page.show_asking()
    fingers.rest(program.work)
    for words in (NEW, NEW):
        fingers.type(words)
        fingers.press("Enter")
    fingers.press("Ctrl+Enter")
    fingers.until(lambda: (tmp_path / "tram.tram-hoi").exists(), "the question")
    waits = Vault.open(place).asked()
    assert waits
    question = [
        "recover-key",
        "--province-key",
        str(provided),
        "--mark",
        waits[1],
        str(tmp_path / "tram.tram-hoi"),
    ]
    assert warehouse(question) == 0
    fingers.until(lambda: "Đã hiểu" in getattr(fingers.at, "text", str)(), "what to do next")
    fingers.press("Enter")
    page = forgot(program, fingers)
    page.ask_which = lambda: str(tmp_path / "tram.tram-dap")
    page.show_answer()
    fingers.rest(program.work)
    fingers.type(NEW)
    fingers.press("Ctrl+Enter")
    fingers.until(lambda: "Vào làm việc" in getattr(fingers.at, "text", str)(), "it is done")
    fingers.press("Enter")
    signed_in_again(program, fingers, NEW)
    assert database_of(program).key == keys.data


def changing(program, fingers) -> RekeyPage:
    program.window.go("keys")
    assert isinstance(program.window.shown, KeysScreen)
    fingers.until(lambda: program.window.shown.primary, "the holders")
    fingers.rest(program.work)
    fingers.press("Ctrl+D")
    page = program.window._cover
    assert isinstance(page, RekeyPage)
    fingers.rest(program.work)
    return page


def test_the_head_changes_the_data_key_and_signs_in_under_the_new_one(signed_in, fingers, place):
    before = database_of(signed_in).key
    changing(signed_in, fingers)
    fingers.type(PASSWORD)
    fingers.press("Ctrl+Enter")
    fingers.until(lambda: "Đăng nhập lại" in getattr(fingers.at, "text", str)(), "the end")
    fingers.press("Enter")
    signed_in_again(signed_in, fingers, PASSWORD)
    database = database_of(signed_in)
    assert database.key != before
    assert len(search(database, "", limit=50)) or database.station().name == NAME
    assert home.logins(place)


def test_a_wrong_password_or_esc_changes_nothing(signed_in, fingers):
    before = database_of(signed_in).key
    page = changing(signed_in, fingers)
    fingers.type("không phải mật khẩu")
    fingers.press("Ctrl+Enter")
    fingers.until(lambda: "Sai mật khẩu" in (page.form.fields["password"].error_text or ""), "the refusal")
    fingers.press("Escape")
    assert signed_in.window._cover is None
    assert signed_in.window.here == "keys"
    assert database_of(signed_in).key == before
