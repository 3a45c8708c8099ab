"""The home board: every number leads to its people."""

from station_app.app.status import segments
from station_app.app.today import Today
from station_app.exchange.service import line_state
from station_app.households.service import list_households
from station_app.people.service import list_people
from station_app.privacy.service import cancel_request, register_request
from station_app.shell.links import LinkRow
from station_app.visits.service import receive
from tests.app.conftest import database_of
from tests.elsewhere import Elsewhere


def lines(program) -> dict[str, LinkRow]:
    return {row.words: row for row in program.window.shown.findChildren(LinkRow) if row.isVisible()}


def test_the_station_says_what_waits_and_where_it_stands(signed_in, fingers):
    assert isinstance(signed_in.window.shown, Today)
    fingers.until(lambda: "Bản Dền" in lines(signed_in), "the hamlet of the child")
    assert "quá hẹn" in lines(signed_in)["Bản Dền"].accessibleName()
    assert "Chưa ghi danh với kho tỉnh" in lines(signed_in)


def test_a_line_opens_the_place_with_its_list_filtered(signed_in, fingers):
    fingers.until(lambda: "Bản Dền" in lines(signed_in))
    fingers.until(lambda: fingers.at is lines(signed_in)["Bản Dền"], "the first line has the keys")
    fingers.press("Enter")
    assert signed_in.window.here == "immunization?hamlet=B%E1%BA%A3n+D%E1%BB%81n"


def test_whoever_comes_in_appears_without_asking(signed_in, fingers):

    database = database_of(signed_in)
    fingers.until(lambda: "Bản Dền" in lines(signed_in))
    person = next(hit for hit in list_people(database)[0] if hit.full_name == "Vàng Thị Mỷ")
    receive(database, person=person.id, reason="Đau đầu")
    fingers.until(lambda: "Vàng Thị Mỷ" in lines(signed_in), "the one who waits")


def test_what_people_asked_about_their_data_is_told_until_it_is_answered(signed_in, fingers):
    database = database_of(signed_in)
    fingers.until(lambda: "Bản Dền" in lines(signed_in))
    person = next(hit for hit in list_people(database)[0] if hit.full_name == "Vàng Thị Mỷ").id
    asked = {"person": person, "kind": "access", "content": "Bản sao", "channel": "letter"}
    whose = {"capacity": "representative", "requester_paper": "giấy uỷ quyền", "requester_name": "Vàng A Tủa"}
    request = register_request(database, {**asked, **whose})
    line = "Yêu cầu của người dân"
    fingers.until(lambda: "1 sắp đến hạn" in spoken(signed_in, line), "what is due")
    lines(signed_in)[line].click()
    assert signed_in.window.here == "privacy"
    cancel_request(database, request, "không cần nữa")
    signed_in.window.go("today")
    fingers.until(lambda: "Bản Dền" in lines(signed_in) and line not in lines(signed_in), "nothing is owed")


def test_a_form_left_open_is_offered_again(signed_in, fingers):
    window = signed_in.window
    window.go("person/new")
    fingers.type("Giàng Thị Mỷ")
    fingers.press("F2")
    fingers.until(lambda: "Đăng ký người mới" in lines(signed_in), "the draft")
    lines(signed_in)["Đăng ký người mới"].click()
    fingers.until(lambda: window.shown.form.fields["full_name"].value() == "Giàng Thị Mỷ", "what was typed")


def test_what_must_be_decided_is_counted_and_each_number_leads_to_it(signed_in, fingers):
    database, window = database_of(signed_in), signed_in.window
    fingers.until(lambda: "Bản Dền" in lines(signed_in))
    one, other = [hit.id for hit in list_people(database)[0]][:2]
    elsewhere = Elsewhere(database)
    elsewhere.disagree(one, "1981", "1982")
    elsewhere.disagree(other, "1983", "1984")
    elsewhere.held([list_households(database)[0].id])
    signed_in.exchanger.look()
    fingers.until(lambda: "2 câu hỏi" in spoken(signed_in, "Hai máy ghi khác nhau"))
    fingers.until(lambda: "3 bản ghi" in spoken(signed_in, "Kho tỉnh giữ lại"))
    fingers.until(lambda: window.rail.button("desk/conflicts").accessibleName() == "Cần quyết, 5 việc")
    bar = segments(line_state(database))
    assert ("3 bản ghi kho tỉnh giữ lại", "desk/quarantine") in [(one.words, one.address) for one in bar]
    lines(signed_in)["Hai máy ghi khác nhau"].click()
    assert window.here.startswith("desk/conflicts?person=")
    fingers.until(lambda: len(window.shown.list.rows) == 2)
    fingers.press("F2")
    fingers.until(lambda: "Kho tỉnh giữ lại" in lines(signed_in))
    lines(signed_in)["Kho tỉnh giữ lại"].click()
    fingers.until(lambda: len(window.shown.list.rows) == 3)


def test_a_round_that_ends_does_not_take_the_keys_to_the_first_line(signed_in, fingers):
    fingers.until(lambda: "Bản Dền" in lines(signed_in))
    lines(signed_in)["Chưa ghi danh với kho tỉnh"].setFocus()
    signed_in.exchanger.look()
    fingers.rest(signed_in.window.work)
    fingers.until(lambda: fingers.at is lines(signed_in)["Chưa ghi danh với kho tỉnh"], "the same line")


def spoken(program, words: str) -> str:
    line = lines(program).get(words)
    return line.accessibleName() if line else ""
