"""Accounts at the window, by keyboard: opened, entered for the first time, locked, handed over."""

import gc
import weakref
from collections.abc import Iterator
from threading import Event

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from station_app.app import home
from station_app.people.model import Person
from station_app.people.service import correct_person
from station_app.shell.jobs import Progress
from station_app.staff import service as staff
from station_app.store import policy
from station_app.store.drafts import kept_drafts
from station_app.store.vault import FLOOR, LENGTH_LEAST, Vault
from station_app.store.vault.phone_code import code_of
from sync.codec import decode
from tests.app.conftest import LOGIN, PASSWORD, database_of

OTHER, OTHER_PASSWORD = "pao", "suối dài mười hai cây"


@pytest.fixture
def vault(place) -> Vault:
    return Vault.open(place, parameters=FLOOR)


@pytest.fixture
def pao(signed_in, vault) -> str:
    """A second nurse, with a password of his own."""
    database = database_of(signed_in)
    opened = staff.open_account(database, vault, {"name": "Giàng A Páo", "login": OTHER, "role": "nurse"})
    vault.change_password(OTHER, opened.first_password or "", OTHER_PASSWORD)
    return opened.user


def said(widget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def locked(program, fingers):
    fingers.press("Ctrl+L")
    fingers.until(lambda: program.window._cover is not None, "the lock")
    return program.window._cover


def hand_over(program, fingers, name: str, password: str) -> None:
    door = locked(program, fingers)
    next(one for one in door.account_buttons if name in one.text()).click()
    fingers.type(password)
    fingers.press("Enter")
    fingers.until(lambda: program.window._cover is None, f"the window of {name}")
    fingers.until(lambda: program.window.here == "today")


def test_an_account_is_opened_by_keyboard_and_entered_for_the_first_time(signed_in, fingers, place):
    window = signed_in.window
    assert window.go("accounts")
    fingers.until(lambda: window.shown.table.rows and window.heading.buttons[-1].isVisible(), "the accounts")
    fingers.press("Ctrl+N")
    fingers.until(lambda: window.here == "accounts/new")
    fingers.type("Giàng A Páo")
    fingers.press("Enter")
    assert window.shown.form.fields["login"].value() == OTHER
    window.shown.form.fields["role"].set_value("nurse")
    fingers.press("Ctrl+Enter")
    fingers.until(lambda: "Mật khẩu đầu" in said(window.shown), "the first password")
    labels = window.shown.findChildren(QLabel)
    first = next(one.text() for one in labels if one.accessibleName().startswith("Mật khẩu đầu"))
    assert window.go("today")
    assert first not in said(window)
    door = locked(signed_in, fingers)
    door.account_buttons[1].click()
    fingers.type(first)
    fingers.press("Enter")
    fingers.until(lambda: "riêng mình" in said(window._cover), "the page for a password of one's own")
    page = window._cover
    page.form.fields["new"].edit.setText("mật khẩu của trạm")
    assert page.form.fields["new"].said.text() == "Rất dễ đoán"
    for name in ("new", "again"):
        page.form.fields[name].edit.setText(OTHER_PASSWORD)
    page.form.submit()
    fingers.until(lambda: "Giàng A Páo" in signed_in.window.top.account.text(), "the work")
    assert "accounts" not in signed_in.window._factories
    assert not signed_in.window.go("accounts")
    home.unlock(place, OTHER, OTHER_PASSWORD, cost=FLOOR).close()


def test_each_keeps_their_own_draft_of_the_same_form(signed_in, fingers, pao):
    for name, password, typed in (
        ("", "", "Lò Thị Hạnh gõ"),
        ("Giàng A Páo", OTHER_PASSWORD, "Páo gõ khác"),
    ):
        if name:
            hand_over(signed_in, fingers, name, password)
        signed_in.window.go("person/new")
        fingers.until(lambda: signed_in.window.shown.form.fields["full_name"].value() is None)
        fingers.type(typed)
    hand_over(signed_in, fingers, "Lò Thị Hạnh", PASSWORD)
    signed_in.window.go("person/new")
    field = signed_in.window.shown.form.fields["full_name"]
    fingers.until(lambda: field.value() == "Lò Thị Hạnh gõ", "her own draft")
    hand_over(signed_in, fingers, "Giàng A Páo", OTHER_PASSWORD)
    assert [draft.fields["full_name"] for draft in kept_drafts(database_of(signed_in))] == ["Páo gõ khác"]


def test_long_work_goes_on_while_the_window_of_who_began_it_is_gone(signed_in, fingers, pao):
    """Nothing of that window hears of it any more, or keeps it."""
    goes_on = Event()

    def steps() -> Iterator[Progress]:
        yield Progress(1, 3)
        goes_on.wait(20)
        yield Progress(2, 3)

    former = weakref.ref(signed_in.window)
    signed_in.work.job("In cả thôn", steps)
    fingers.until(lambda: signed_in.work.jobs[0].done == 1, "the first sheet")
    hand_over(signed_in, fingers, "Giàng A Páo", OTHER_PASSWORD)
    goes_on.set()
    fingers.until(lambda: not signed_in.work.jobs, "the last sheet")
    fingers.rest(signed_in.work)
    gc.collect()
    assert former() is None


def test_the_next_person_never_becomes_the_author(signed_in, fingers, pao):
    """Neither of what was saved before nor of what waits to be sent."""
    database = database_of(signed_in)
    hanh = database.author.user
    signed_in.window.go("person/new")
    form = signed_in.window.shown.form
    form.fill({"full_name": "Giàng Thị Mỷ", "birth_date": "1990", "sex": "2"})
    form.submit()
    fingers.until(lambda: signed_in.window.here != "person/new", "the saved person")
    hand_over(signed_in, fingers, "Giàng A Páo", OTHER_PASSWORD)
    assert database.author.user == pao
    with database.reading() as session:
        person = session.query(Person).filter_by(full_name="Giàng Thị Mỷ").one()
        raw = database.raw(session)
        device = raw.execute("SELECT device FROM sync_self").fetchone()[0]
        sent = [decode(device, bytes(row[0])) for row in raw.execute("SELECT payload FROM sync_outbox")]
    assert person.author == hanh
    (birth,) = [one for one in sent if any(change.record == person.id for change in one.changes)]
    assert birth.author == hanh
    theft = update(Person).where(Person.id == person.id).values(author=pao)
    with pytest.raises(IntegrityError, match="never changes"), database.writing() as session:
        session.execute(theft)
    correct_person(database, person.id, {"phone": "0912345678"}, None)
    with database.reading() as session:
        assert session.get_one(Person, person.id).author == hanh


def test_a_pin_opens_again_what_was_only_locked(signed_in, fingers):
    window = signed_in.window
    window.go("account/pin")
    fingers.type("4826")
    fingers.press("Enter")
    fingers.type("4826")
    fingers.press("Ctrl+Enter")
    fingers.until(signed_in.door.is_set, "the PIN")
    locked(signed_in, fingers)
    fingers.type("4826")
    fingers.press("Enter")
    fingers.until(lambda: window._cover is None, "the work again")
    locked(signed_in, fingers)
    for _ in range(3):
        fingers.type("1357")
        fingers.press("Enter")
    assert not signed_in.door.is_set()
    fingers.type(PASSWORD)
    fingers.press("Enter")
    fingers.until(lambda: window._cover is None, "the work again")


def test_a_pin_is_gone_with_the_person_and_is_nowhere_on_the_disk(signed_in, fingers, pao, place):
    signed_in.door.set_pin("482617")
    assert not any(b"482617" in path.read_bytes() for path in place.rglob("*") if path.is_file())
    hand_over(signed_in, fingers, "Giàng A Páo", OTHER_PASSWORD)
    assert not signed_in.door.is_set()
    assert signed_in.door._session_pin() is None


def test_a_short_password_of_an_older_release_is_asked_to_be_changed_and_keeps_nobody_out(
    program, fingers, vault
):
    vault.change_password(LOGIN, PASSWORD, "x7#Kq!9z", least=LENGTH_LEAST)
    fingers.type("x7#Kq!9z")
    fingers.press("Enter")
    fingers.until(lambda: "dài hơn" in said(program.window._cover), "the advice")
    program.window._cover.wait.click()
    fingers.until(lambda: program.window._cover is None, "the work")
    program.lock()
    fingers.type("x7#Kq!9z")
    fingers.press("Enter")
    fingers.until(lambda: "dài hơn" in said(program.window._cover), "the advice again")
    for name in ("new", "again"):
        program.window._cover.form.fields[name].edit.setText(OTHER_PASSWORD)
    program.window._cover.form.submit()
    fingers.until(lambda: program.window._cover is None, "the work")
    assert vault.unlock(LOGIN, OTHER_PASSWORD)


def test_the_phone_is_set_up_and_asked_for(signed_in, fingers):
    window, clock = signed_in.window, database_of(signed_in).clock
    window.go("account/phone")
    fingers.until(lambda: window.shown._enrolment, "the QR code")
    secret = window.shown._enrolment.check.secret
    step = int(clock.now().timestamp()) // 30
    fingers.type(code_of(secret, step - 1))
    fingers.press("Ctrl+Enter")
    fingers.until(lambda: "mã giấy" in said(window.shown), "the paper codes")
    door = locked(signed_in, fingers)
    fingers.type(PASSWORD)
    fingers.press("Enter")
    fingers.until(lambda: door.second.isVisible(), "the question for the phone")
    fingers.type(code_of(secret, step))
    fingers.press("Enter")
    fingers.until(lambda: window._cover is None, "the work again")


def test_the_policy_sets_the_minutes_until_the_lock(signed_in):
    assert signed_in._idle.interval() == policy.Policy().lock_minutes * 60_000
    signed_in._obey(policy.Policy(1, "", {"session.lock_minutes": 3}))
    assert signed_in._idle.interval() == 180_000


def test_a_forgotten_password_is_reset_after_one_question(signed_in, fingers, pao, vault):
    window = signed_in.window
    window.go(f"accounts/{pao}")
    fingers.until(lambda: "Có khoá" in said(window.shown), "the account")
    fingers.press("Ctrl+R")
    fingers.until(lambda: "mất hiệu lực" in said(window.shown), "the question")
    assert vault.unlock(OTHER, OTHER_PASSWORD)
    answers = window.shown.said.findChildren(QPushButton)
    next(one for one in answers if "Đặt lại" in one.text()).click()
    fingers.until(lambda: "Mật khẩu đầu" in said(window.shown), "the first password")
    assert next(one for one in vault.logins() if one.login == OTHER).must_change


def test_an_assistant_has_no_room_of_visits(signed_in, fingers, vault):
    opened = staff.open_account(
        database_of(signed_in), vault, {"name": "Vừ Thị Dợ", "login": "do", "role": "assistant"}
    )
    vault.change_password("do", opened.first_password or "", OTHER_PASSWORD)
    hand_over(signed_in, fingers, "Vừ Thị Dợ", OTHER_PASSWORD)
    assert "visits" not in signed_in.window.rail.addresses
    assert signed_in.window.go("access")
    fingers.until(lambda: signed_in.window.shown.table.rows)
    assert "thôn bản" in signed_in.window.shown.subtitle
