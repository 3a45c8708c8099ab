"""A receipt is kept with its proof, printed, and green only where everything matches."""

from io import BytesIO

import pypdf
import pytest

from station_app.app.receipt import sheet
from station_app.common.errors import Refused
from station_app.exchange.service import synchronise
from station_app.exchange.service.proved import receipt_facts
from station_app.people.model import Person
from station_app.store.database import Database


def register(database: Database, *names: str) -> None:
    for name in names:
        with database.writing() as session:
            session.add(Person(full_name=name, birth_date="1988", sex="female"))


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(BytesIO(pdf)).pages)


def test_a_receipt_on_paper_says_37_of_37_and_carries_the_signature(province, enrolled):
    a = enrolled("A")
    with pytest.raises(Refused, match="chưa có biên nhận"):
        receipt_facts(a)
    register(a, *(f"người {number}" for number in range(37)))
    synchronise(a)
    facts = receipt_facts(a)
    assert facts.sentence == "Kho tỉnh đã nhận 37/37 thay đổi, dấu kiểm khớp"
    assert (facts.is_green, facts.proved) == (True, True)
    said = words(sheet(a))
    assert facts.sentence in said
    assert facts.device in said
    assert facts.signature[:8] in said
    assert "người 1" not in said, "nobody's name leaves on it"


def test_pitfall_21_a_receipt_is_green_only_where_counts_chain_digest_and_signature_match(province, enrolled):
    """pitfall 21: green while data is missing."""
    a = enrolled("A")
    register(a, "một", "hai")
    synchronise(a)
    assert receipt_facts(a).is_green
    with a.taking_in() as intake:
        intake.raw.execute("""UPDATE sync_receipt SET body = replace(body, '"count":2', '"count":3')""")
    forged = receipt_facts(a)
    assert (forged.proved, forged.is_green) == (False, False)
    register(a, "ba")
    with a.taking_in() as intake:
        intake.raw.execute("UPDATE sync_digest SET sum = zeroblob(32), count = count + 1")
    outcome = synchronise(a)
    facts = receipt_facts(a)
    assert (outcome.match, facts.outcome, facts.is_green) == (False, "differ", False)
    assert "dấu kiểm lệch" in words(sheet(a))
