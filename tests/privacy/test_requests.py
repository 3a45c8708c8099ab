"""A request from the day it comes to the day it is answered, and what follows from it."""

from datetime import date

import pytest

from station_app.common.errors import Refused
from station_app.exchange.questions import read_desk
from station_app.people.service import person_card
from station_app.privacy import service
from station_app.privacy.rules.deadlines import Stage, Urgency
from station_app.staff import service as staff
from station_app.store.database import Author, Database
from station_app.store.inspection import inspect
from tests.immunization.test_service import pass_on
from tests.stations import MovableClock

ASKED = {
    "kind": "access",
    "content": "Xin bản sao toàn bộ hồ sơ",
    "capacity": "self",
    "requester_name": "Giàng Thị Mỷ",
    "channel": "in_person",
}


def ask(database: Database, person: str, **more: object) -> str:
    return service.register_request(database, {"person": person, **ASKED, **more})  # type: ignore[dict-item]


def test_a_request_goes_its_way(database: Database, person: str):
    request = ask(database, person)
    card = service.request_card(database, request)
    assert card.code.startswith("YC261121-")
    assert (card.standing.stage, card.next_step) == (Stage.ACKNOWLEDGE, "Báo đã nhận yêu cầu")
    service.acknowledge(database, request)
    assert service.request_card(database, request).standing.stage is Stage.DECIDE
    service.decide(database, request, "granted")
    assert service.request_card(database, request).labels["decided_by"] == "Lò Thị Hạnh"
    service.complete(database, request)
    card = service.request_card(database, request)
    assert (card.standing.stage, card.labels["status"]) == (Stage.CLOSED, "Đã xong")
    assert service.requests(database) == ()
    assert [line.id for line in service.requests(database, everything=True)] == [request]


def test_what_is_due_soonest_stands_first_and_what_is_late_is_told(database: Database, person: str):
    slow = ask(database, person, kind="deletion", received_on="2026-11-20")
    fast = ask(database, person, received_on="2026-11-12")
    service.acknowledge(database, slow)
    lines = service.requests(database)
    assert [line.id for line in lines] == [fast, slow]
    assert [line.standing.urgency for line in lines] == [Urgency.OVERDUE, Urgency.CALM]
    assert service.waiting(database) == service.Waiting(open=2, overdue=1, soon=0)


def test_an_extension_is_given_once_and_with_a_reason(database: Database, person: str):
    request = ask(database, person)
    before = service.request_card(database, request).due
    with pytest.raises(Refused, match="lý do"):
        service.extend(database, request, " ")
    service.extend(database, request, "phải hỏi kho tỉnh")
    after = service.request_card(database, request).due
    assert (before.execute, after.execute) == (date(2026, 12, 1), date(2026, 12, 11))
    with pytest.raises(Refused, match="một lần"):
        service.extend(database, request, "vẫn chưa xong")


def test_a_refusal_needs_its_reason_and_closes(database: Database, person: str):
    request = ask(database, person, kind="deletion", content="Xoá hết")
    with pytest.raises(Refused) as refused:
        service.decide(database, request, "refused")
    assert refused.value.field == "decision_reason"
    service.decide(database, request, "refused", "còn trong thời hạn lưu hồ sơ bệnh án")
    with pytest.raises(Refused, match="đã đóng"):
        service.complete(database, request)


def test_who_has_not_the_right_writes_down_but_does_not_decide(database: Database, person: str):
    staff.add_user(database, {"name": "Vàng Thị Máy", "login": "may", "role": "nurse"})
    nurse = next(row.id for row in staff.users(database) if row.login == "may")
    database.acting(Author(nurse, "A"))
    request = ask(database, person)
    service.acknowledge(database, request)
    for step in (
        lambda: service.decide(database, request, "granted"),
        lambda: service.extend(database, request, "x"),
        lambda: service.complete(database, request),
    ):
        with pytest.raises(Refused) as refused:
            step()
        assert refused.value.code == "not_entitled"


@pytest.mark.parametrize(
    "values, field",
    [
        ({"received_on": "2026-11-22"}, "received_on"),
        ({"received_on": "2026-11"}, "received_on"),
        ({"content": ""}, "content"),
        ({"capacity": "representative"}, "requester_paper"),
        ({"person": "019b0000-0000-7000-8000-00000000dead"}, "person"),
    ],
)
def test_what_cannot_be_is_refused_under_its_field(database: Database, person: str, values, field):
    with pytest.raises(Refused) as refused:
        ask(database, **{"person": person, **values})
    assert refused.value.field == field


def test_for_a_small_child_the_mother_asks(database: Database, child: str):
    with pytest.raises(Refused, match="dưới 7 tuổi"):
        ask(database, child)
    assert ask(database, child, capacity="guardian", requester_name="Giàng Thị Mỷ")


def test_a_granted_restriction_holds_from_its_day(database: Database, person: str):
    request = ask(database, person, kind="restriction", content="Không in cho cả nhà")
    service.decide(database, request, "granted")
    assert service.may_use(database, person, "family_sheet").allowed
    service.complete(database, request)
    assert not service.may_use(database, person, "family_sheet").allowed
    assert service.may_use(database, person, "care").allowed
    assert service.restricted_now(database, [person]) == {person}
    [restriction] = service.person_rights(database, person).restrictions
    assert restriction.values["request"] == request


def test_a_withdrawn_consent_counts_no_more(database: Database, person: str):
    for purpose in ("research", "teaching"):
        service.record_consent(
            database,
            {
                "person": person,
                "purpose": purpose,
                "by_person": True,
                "told_sensitive": True,
                "evidence": "paper",
                "evidence_place": "cặp 3, tủ trưởng trạm",
            },
        )
    request = ask(database, person, kind="withdrawal", content="Thôi nghiên cứu", purpose="research")
    service.decide(database, request, "granted")
    service.complete(database, request)
    assert not service.may_use(database, person, "research").allowed
    assert service.may_use(database, person, "teaching").allowed


def test_a_deletion_lets_go_what_nothing_obliges_to_keep_and_restricts_the_rest(database, person):
    request = ask(database, person, kind="deletion", content="Xoá dữ liệu của tôi")
    service.decide(database, request, "partly", "hồ sơ bệnh án còn phải lưu")
    service.complete(database, request)
    assert person_card(database, person).phone is None
    assert person_card(database, person).full_name == "Giàng Thị Mỷ"
    assert not service.may_use(database, person, "research").allowed
    phones = [one for one in inspect(database, "person", person).history if one.field == "phone"]
    assert [one.value for one in phones] == ["0912000111", None]
    code = service.request_card(database, request).code
    assert phones[-1].reason == service.because(code)


def test_a_request_is_found_by_its_code_and_taken_back_by_who_asked(database, person):
    request = ask(database, person)
    code = service.request_card(database, request).code
    assert service.find_request(database, code.lower()) == request
    service.cancel_request(database, request, "không cần nữa")
    assert service.requests(database) == ()
    with pytest.raises(Refused):
        service.find_request(database, "YC000000-ZZZZ")


def test_a_request_written_on_one_pc_is_due_on_the_other(database, person, station):
    other = station("B")
    request = ask(database, person)
    pass_on(database, other)
    assert [line.id for line in service.requests(other)] == [request]
    assert service.requests(other)[0].name == "Giàng Thị Mỷ"


def test_two_pcs_that_decide_apart_leave_a_question_about_this_person(database, person, station):
    other = station("B")
    request = ask(database, person)
    pass_on(database, other)
    other.acting(Author(database.author.user, "B"))
    service.decide(database, request, "granted")
    service.decide(other, request, "refused", "không đúng người")
    pass_on(other, database)
    cards = read_desk(database).cards
    assert {card.field for card in cards} >= {"decision", "status"}
    assert all("Giàng Thị Mỷ" in card.subject for card in cards)


def test_a_child_that_has_grown_is_asked_again(database, child):
    guardian = {"guardian_name": "Giàng Thị Mỷ", "guardian_paper": "giấy khai sinh"}
    proof: dict[str, str | bool] = {"told_sensitive": True, "evidence": "paper", "evidence_place": "cặp 3"}
    service.record_consent(database, {"person": child, "purpose": "publicity", **guardian, **proof})
    assert service.may_use(database, child, "publicity").allowed
    assert isinstance(database.clock, MovableClock)
    database.clock.move(days=365 * 3)
    assert not service.may_use(database, child, "publicity").allowed
    [line] = service.person_rights(database, child).consents
    assert line.ask_again
    assert "phải hỏi lại" in line.detail
