"""A household registered on one PC is printed on the other, diacritics and all."""

from pathlib import Path

from pypdf import PdfReader

from tests.flows.province import MakePC, told_of_each_other


def test_a_household_registered_on_one_pc_is_printed_on_the_other(pc: MakePC, tmp_path: Path) -> None:
    a, b = pc("Trung tâm"), pc("Bản Dền")
    household = a.new("household", hamlet="Bản Dền", address="cạnh cầu treo", poverty_class="poor")
    head = a.new("person", full_name="Vừ A Páo", birth_date="14/2/1986", sex="male")
    mother = a.new("person", full_name="Giàng Thị Mỷ", birth_date="1988", sex="female")
    child = a.new("person", full_name="Vừ Thị Ngọc Ánh", birth_date="5/9/2026", sex="female")
    for person, relation in ((head, "00"), (mother, "Vợ/chồng"), (child, "Con đẻ")):
        a.new("household_member", household=household, person=person, relation=relation)
    a.new("allergy", person=mother, kind="1", substance="Pênixilin", reaction="Nổi mẩn khắp người")
    a.new(
        "dose", person=child, vaccine="BCG", given_on="5/10/2026", lot="BCG-0925", expiry="31/12/2027"
    )  # fmt: skip
    assert a.sync()["digest_match"] is True
    told = b.sync()
    assert told["digest_match"] is True
    code = b.show("household", household)["fields"]["code"]
    out = tmp_path / "to.pdf"
    b.run("print", "household", code, "--out", str(out))
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(out).pages).split())
    for words in ("Trạm Y tế xã Mường Hoa", "Vừ A Páo", "Giàng Thị Mỷ", "Vừ Thị Ngọc Ánh"):
        assert words in text, words
    for words in ("Pênixilin", "Bản Dền", "cạnh cầu treo", "Hộ nghèo", "Lao (BCG)", code):
        assert words.replace(" ", "") in text.replace(" ", "").replace("\xa0", ""), words
    told_of_each_other(a, b)
    assert a.run("digest").data == b.run("digest").data
