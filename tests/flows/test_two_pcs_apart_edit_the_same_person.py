"""Two PCs apart edit the same person: the phone merges, the birth date becomes one question on both."""

from tests.flows.province import MakePC


def test_two_pcs_apart_edit_the_same_person_and_the_question_is_settled_once(pc: MakePC) -> None:
    a, b = pc("Trung tâm"), pc("Bản Dền")
    person = a.new("person", full_name="Lò Thị Ươm", birth_date="1990", sex="female", phone="0912000001")
    a.sync()
    b.sync()
    a.run("set", "person", person, "phone=0912000002", "birth_date=9/3/1990", "--reason", "giấy khai sinh")
    b.run("set", "person", person, "phone=0912000003", "birth_date=3/9/1990", "--reason", "căn cước")
    b.run("set", "person", person, "blood_group=O")
    for each in (a, b, a):
        each.sync()
    shown = [each.show("person", person) for each in (a, b)]
    assert shown[0]["fields"] == shown[1]["fields"]
    assert shown[0]["fields"]["phone"] == "0912000003", "the newest phone is shown, and nobody is asked"
    assert shown[0]["fields"]["blood_group"] == "O"
    for view in shown:
        [question] = view["conflicts"]
        assert question["field"] == "birth_date"
        assert [item["value"] for item in question["values"]] == ["1990-03-09", "1990-09-03"]
        assert all(item["author"] and item["device"] and item["time"] for item in question["values"])
    b.run("settle", "person", person, "birth_date", "--value", "09/03/1990")
    b.sync()
    a.sync()
    after = [each.show("person", person) for each in (a, b)]
    assert [view["conflicts"] for view in after] == [[], []]
    assert [view["fields"]["birth_date"] for view in after] == ["1990-03-09"] * 2
    for view in after:
        typed = {(item["field"], item["value"]) for item in view["history"]}
        births = {("birth_date", value) for value in ("1990", "1990-03-09", "1990-09-03")}
        phones = {("phone", f"091200000{n}") for n in (1, 2, 3)}
        assert births | phones <= typed, "every typed value is still in the history"
    a.sync()
    assert a.run("digest").data == b.run("digest").data
