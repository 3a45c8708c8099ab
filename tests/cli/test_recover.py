"""A forgotten password costs nothing: the paper code sets a new one, offline, and the data is still there."""

from pathlib import Path

from tests.flows.province import PC

NEW = "mật khẩu mới sau khi quên"


def test_the_paper_code_sets_a_new_password_and_nothing_is_lost(tmp_path: Path) -> None:
    pc = PC(tmp_path / "tram")
    paper = pc.init().data["recovery_code"]
    person = pc.new("person", full_name="Lò Thị Ươm", birth_date="1990")
    code = tmp_path / "ma.txt"
    code.write_text(paper.lower().replace("-", " "), "utf-8")
    pc.run("recover", "--code-file", str(code), password=NEW)
    assert pc.run("show", "person", person, password=NEW).data["fields"]["full_name"] == "Lò Thị Ươm"
    assert "Sai mật khẩu" in pc.run("list", "person", code=3).err


def test_a_wrong_code_changes_nothing(tmp_path: Path) -> None:
    pc = PC(tmp_path / "tram")
    pc.init()
    code = tmp_path / "ma.txt"
    code.write_text("AAAAA-AAAAA", "utf-8")
    pc.run("recover", "--code-file", str(code), password=NEW, code=3)
    assert pc.run("list", "person").data == []
