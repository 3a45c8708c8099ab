"""The second check at the sign-in: after the password, once for each code, slowing a guesser."""

import pytest

from station_app.app import home
from station_app.common.errors import Refused
from station_app.staff import service as staff
from station_app.store.station import PhoneSecret
from station_app.store.vault import FLOOR
from station_app.store.vault.phone_code import STEP_SECONDS, code_of
from tests.staff.conftest import HANH, HEAD, OWN, PASSWORD
from tests.stations import MovableClock


@pytest.fixture
def phone(head) -> staff.Enrolment:
    """The head has set up a phone, at the moment the clock of `enter` shows, two steps ago."""
    made = staff.begin_phone(head, HEAD)
    staff.confirm_phone(head, HEAD, made, shown(made, -1))
    return made


def shown(phone: staff.Enrolment, steps: int = 0) -> str:
    """What the phone displays."""
    return code_of(phone.check.secret, int(MovableClock().moment.timestamp()) // STEP_SECONDS + steps)


def test_a_code_that_does_not_fit_sets_nothing_up(head):
    made = staff.begin_phone(head, HEAD)
    for typed in ("", "123", shown(made, 9), made.paper_codes[0]):
        with pytest.raises(Refused):
            staff.confirm_phone(head, HEAD, made, typed)
    assert not staff.has_phone(head, HEAD)


def test_the_password_alone_opens_nothing_any_more(phone, enter):
    with pytest.raises(Refused) as asked:
        enter(HEAD, PASSWORD)
    assert (asked.value.field, asked.value.code) == ("second", "second_needed")
    with pytest.raises(Refused) as refused:
        enter(HEAD, PASSWORD, second="000000")
    assert refused.value.code == "second_wrong"
    assert enter(HEAD, PASSWORD, second=shown(phone))


def test_a_code_opens_once_also_after_the_program_was_started_anew(phone, enter):
    enter(HEAD, PASSWORD, second=shown(phone)).close()
    with pytest.raises(Refused) as refused:
        enter(HEAD, PASSWORD, second=shown(phone))
    assert refused.value.code == "second_wrong"
    assert enter(HEAD, PASSWORD, second=shown(phone, 1))


def test_the_phone_is_not_asked_before_the_password_was_right(phone, enter):
    with pytest.raises(Refused, match="Sai mật khẩu"):
        enter(HEAD, "sai mật khẩu rồi nhé", second=shown(phone))


def test_guessing_codes_makes_one_wait_though_the_password_is_known(phone, enter):
    for _ in range(3):
        with pytest.raises(Refused):
            enter(HEAD, PASSWORD, second="000000")
    with pytest.raises(Refused, match="Chờ") as waiting:
        enter(HEAD, PASSWORD, second=shown(phone))
    assert waiting.value.code == "password_wait"


def test_a_lost_phone_is_stood_in_for_by_paper_once_for_each_code(phone, enter):
    session = enter(HEAD, PASSWORD, second=phone.paper_codes[2])
    assert staff.paper_codes_left(session, HEAD) == 7
    with pytest.raises(Refused):
        enter(HEAD, PASSWORD, second=phone.paper_codes[2])


def test_nothing_of_it_can_be_read_by_another_key_holder(phone, head, vault, enter):
    first = staff.open_account(head, vault, HANH)
    nurse = enter("hanh", first.first_password, new=OWN)
    with nurse.reading() as session:
        sealed = session.get(PhoneSecret, HEAD).sealed
    assert phone.check.secret not in sealed
    assert staff.paper_codes_left(nurse, HEAD) == 0
    assert staff.paper_codes_left(head, HEAD) == 8


def test_the_paper_code_of_the_station_opens_also_for_who_lost_the_phone(phone, head, vault, enter):
    """A password set anew with it is a new key: what lay under the old one asks for nothing any more."""
    vault.set_password(head.keys, HEAD, OWN)
    assert enter(HEAD, OWN)
    assert not staff.has_phone(head, HEAD)


def test_eight_signs_are_enough_with_a_phone_and_not_without(phone, head, vault, enter):
    with pytest.raises(Refused, match="ít nhất 8"):
        staff.change_password(head, vault, HEAD, PASSWORD, "x7#Kq!9")
    staff.change_password(head, vault, HEAD, PASSWORD, "x7#Kq!9z")
    assert enter(HEAD, "x7#Kq!9z", second=shown(phone))
    with pytest.raises(Refused, match="ít nhất 14"):
        staff.drop_phone(head, vault, HEAD, "x7#Kq!9z")
    assert staff.has_phone(head, HEAD)


def test_whoever_takes_the_phone_away_proves_who_they_are(phone, head, vault):
    with pytest.raises(Refused) as refused:
        staff.drop_phone(head, vault, HEAD, "sai mật khẩu rồi nhé")
    assert refused.value.field == "password"
    staff.drop_phone(head, vault, HEAD, PASSWORD)
    assert not staff.has_phone(head, HEAD)


def test_a_reset_takes_the_phone_away_and_asks_for_nothing_of_it(head, vault, enter):
    first = staff.open_account(head, vault, HANH)
    nurse = enter("hanh", first.first_password, new=OWN)
    made = staff.begin_phone(nurse, "hanh")
    staff.confirm_phone(nurse, "hanh", made, shown(made))
    again = staff.reset_password(head, vault, first.user)
    assert enter("hanh", again.first_password, new=OWN)


def test_the_policy_may_want_a_phone_of_a_role(head, place):
    entry = home.sign_in(place, HEAD, PASSWORD, cost=FLOOR, clock=MovableClock())
    entry.database.close()
    assert not entry.advice.phone_wanted
