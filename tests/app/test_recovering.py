"""The last password is forgotten: paper and province set a new one, offline, and nothing is lost."""

import io
import shutil
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from station_app.app import home as house
from station_app.app import recovering, rekeying
from station_app.common.errors import Refused
from station_app.health_records.service import add_condition, record
from station_app.people.service import register_person
from station_app.store.database import Database
from station_app.store.vault import FLOOR, Vault
from sync.gateway.cli import main as warehouse
from tests.app.conftest import CODE, LOGIN, NAME, PASSWORD

NEW = "suối reo qua bản mới"


@dataclass
class Station:
    """Founded with the province's public key; its private key is on no network."""

    home: Path
    code: str
    province: Path

    def signed_in(self, password: str) -> Database:
        return house.unlock(self.home, LOGIN, password, cost=FLOOR)

    @property
    def vault(self) -> Vault:
        return Vault.open(self.home, parameters=FLOOR)


@pytest.fixture(scope="module")
def founded(tmp_path_factory) -> Station:
    folder = tmp_path_factory.mktemp("recovering")
    key = folder / "tinh.khoa"
    assert warehouse(["recovery-key", "--out", str(key)]) == 0
    public = _public(key)
    made = house.found(
        folder / "tram", code=CODE, name=NAME, login=LOGIN, password=PASSWORD, cost=FLOOR,
        provision={"province_key": public},
    )  # fmt: skip
    return Station(folder / "tram", made.recovery_code, key)


@pytest.fixture
def station(founded: Station, tmp_path: Path) -> Station:
    shutil.copytree(founded.home, tmp_path / "tram")
    return Station(tmp_path / "tram", founded.code, founded.province)


def _public(key: Path) -> str:
    private = X25519PrivateKey.from_private_bytes(bytes.fromhex(key.read_text().strip()))
    return private.public_key().public_bytes_raw().hex()


def asked(station: Station, tmp_path: Path, new: str = NEW) -> tuple[Path, str]:
    question = recovering.ask_province(station.home, LOGIN, new, cost=FLOOR)
    file = tmp_path / "tram.tram-hoi"
    file.write_bytes(question.content)
    return file, question.mark


def helped(station: Station, question: Path, *more: str) -> int:
    return warehouse(["recover-key", "--province-key", str(station.province), str(question), *more])


def test_the_words_on_the_paper_set_a_new_password(station: Station) -> None:
    before = station.vault.unlock(LOGIN, PASSWORD)
    pages = {}

    def take(pdf: bytes) -> None:
        pages["text"] = pypdfium2.PdfDocument(io.BytesIO(pdf))[0].get_textpage().get_text_bounded()
        pages["pdf"] = pdf

    database = station.signed_in(PASSWORD)
    assert rekeying.new_sheet(database, station.vault, take) == 2
    database.close()
    lines = [line for line in pages["text"].splitlines() if line[:2] in ("1.", "2.", "3.")][:3]
    with pytest.raises(Refused, match="thay bằng mã mới"):
        recovering.by_paper(station.home, station.code, LOGIN, NEW, cost=FLOOR)
    done = recovering.by_paper(station.home, "\n".join(lines), LOGIN, NEW, cost=FLOOR)
    assert (done.login, done.sees_restricted) == (LOGIN, True)
    database = station.signed_in(NEW)
    assert database.keys.private.seal == before.private.seal, "restricted records are readable as before"
    assert database.key == before.data
    database.close()
    with pytest.raises(Refused, match="Sai mật khẩu"):
        station.signed_in(PASSWORD)


def test_the_sheet_says_what_to_do_and_its_properties_say_nothing(station: Station) -> None:
    kept: list[bytes] = []
    database = station.signed_in(PASSWORD)
    rekeying.new_sheet(database, station.vault, kept.append)
    database.close()
    document = pypdfium2.PdfDocument(io.BytesIO(kept[0]))
    assert len(document) == 1
    words = document[0].get_textpage().get_text_bounded()
    groups = [word for word in words.replace("-", " ").split() if len(word) == 5 and word.isupper()]
    for said in (NAME, "Phiếu số 2", "dán kín", "Quên mật khẩu", "In phiếu mới ngay sau khi dùng"):
        assert said in words
    assert not [group for group in groups if group in str(document.get_metadata_dict())]


def test_a_sheet_that_cannot_be_taken_leaves_the_old_one_good(station: Station) -> None:
    def broken_printer(pdf: bytes) -> None:
        raise OSError

    database = station.signed_in(PASSWORD)
    with pytest.raises(OSError):
        rekeying.new_sheet(database, station.vault, broken_printer)
    database.close()
    assert recovering.by_paper(station.home, station.code, LOGIN, NEW, cost=FLOOR).sees_restricted


def test_the_province_opens_what_nobody_here_can(station: Station, tmp_path: Path, capsys) -> None:
    before = station.vault.unlock(LOGIN, PASSWORD)
    question, mark = asked(station, tmp_path)
    station.signed_in(PASSWORD).close()  # until the answer has come nothing changes
    assert helped(station, question, "--mark", mark.lower().replace("-", " ")) == 0
    assert mark in capsys.readouterr().out
    answer = question.with_suffix(".tram-dap").read_bytes()
    with pytest.raises(Refused, match="Sai mật khẩu"):
        recovering.by_answer(station.home, answer, "kẻ trộm đoán mò thôi", cost=FLOOR)
    done = recovering.by_answer(station.home, answer, NEW, cost=FLOOR)
    assert (done.login, done.sees_restricted) == (LOGIN, True)
    database = station.signed_in(NEW)
    assert (database.key, database.keys.private.seals) == (before.data, before.private.seals)
    database.close()
    with pytest.raises(Refused, match="chưa hỏi tỉnh"):
        recovering.by_answer(station.home, answer, NEW, cost=FLOOR)


def test_neither_file_holds_a_secret_or_the_password(station: Station, tmp_path: Path) -> None:
    keys = station.vault.unlock(LOGIN, PASSWORD)
    question, _ = asked(station, tmp_path)
    helped(station, question)
    written = question.read_bytes() + question.with_suffix(".tram-dap").read_bytes()
    written += (station.home / "recovery.json").read_bytes()
    for secret in (keys.data, *keys.private.seals):
        assert secret not in written
        assert secret.hex().encode() not in written
    assert NEW.encode() not in written


def test_an_exchanged_question_has_another_mark(station: Station, tmp_path: Path, capsys) -> None:
    question, _ = asked(station, tmp_path)
    _, second = asked(station, tmp_path / "..", NEW)
    assert helped(station, question, "--mark", second) == 3
    assert "tráo" in capsys.readouterr().out
    assert not question.with_suffix(".tram-dap").exists()


def test_an_answer_to_an_earlier_question_is_told_apart(station: Station, tmp_path: Path) -> None:
    question, _ = asked(station, tmp_path)
    helped(station, question)
    first = question.with_suffix(".tram-dap").read_bytes()
    _, mark = asked(station, tmp_path)
    with pytest.raises(Refused, match=f"dấu {mark}"):
        recovering.by_answer(station.home, first, NEW, cost=FLOOR)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[" * 100_000, b'{"kind": "tram-recovery-answer", "format": 1}']
)
def test_another_file_is_refused_on_both_sides(
    station: Station, tmp_path: Path, content: bytes, capsys
) -> None:
    asked(station, tmp_path)
    with pytest.raises(Refused, match="không phải tệp trả lời"):
        recovering.by_answer(station.home, content, NEW, cost=FLOOR)
    (tmp_path / "x").write_bytes(content)
    assert helped(station, tmp_path / "x") == 3
    assert "không phải tệp hỏi" in capsys.readouterr().out


def test_another_provinces_key_answers_nothing(station: Station, tmp_path: Path, capsys) -> None:
    question, _ = asked(station, tmp_path)
    other = tmp_path / "khac.khoa"
    assert warehouse(["recovery-key", "--out", str(other)]) == 0
    assert warehouse(["recovery-key", "--out", str(other)]) == 3, "a key is never written over"
    assert other.stat().st_mode & 0o077 == 0
    assert warehouse(["recover-key", "--province-key", str(other), str(question)]) == 3
    assert "khóa khác" in capsys.readouterr().out


def test_without_a_province_key_the_paper_is_named(tmp_path: Path) -> None:
    house.found(tmp_path, code=CODE, name=NAME, login=LOGIN, password=PASSWORD, cost=FLOOR)
    with pytest.raises(Refused, match="phiếu khôi phục"):
        recovering.ask_province(tmp_path, LOGIN, NEW, cost=FLOOR)


def conditions(database: Database, person: str) -> set[str]:
    sealed = record(database, person, may_see_restricted=True).conditions
    assert "Trầm cảm nặng" not in str(record(database, person).conditions), "it is a restricted one"
    database.close()
    return {str(row.name) for row in sealed}


def test_both_ways_read_what_is_sealed_also_after_both_keys_were_changed(
    station: Station, tmp_path: Path
) -> None:
    database = station.signed_in(PASSWORD)
    person = register_person(database, {"full_name": "Giàng Thị Mỷ", "sex": "female", "birth_date": "1988"})
    add_condition(database, person=person, name="Trầm cảm nặng")
    rekeying.change_seal(database, station.vault)
    add_condition(database, person=person, name="Rối loạn lo âu sau bạo hành", icd10="F41")
    author = rekeying.ready(database)
    keys = station.vault.unlock(LOGIN, PASSWORD)
    assert rekeying.change_data(station.home, keys, author, lambda done, total: True)
    now = station.vault.unlock(LOGIN, PASSWORD)
    assert len(now.private.seals) == 2
    question, _ = asked(station, tmp_path)
    helped(station, question)
    done = recovering.by_answer(station.home, question.with_suffix(".tram-dap").read_bytes(), NEW, cost=FLOOR)
    assert (done.keys.data, done.keys.private.seals) == (now.data, now.private.seals)
    assert conditions(station.signed_in(NEW), person) == {"Trầm cảm nặng", "Rối loạn lo âu sau bạo hành"}
    done = recovering.by_paper(station.home, station.code, LOGIN, PASSWORD, cost=FLOOR)
    assert (done.keys.data, done.keys.private.seals) == (now.data, now.private.seals)
    assert conditions(station.signed_in(PASSWORD), person) == {"Trầm cảm nặng", "Rối loạn lo âu sau bạo hành"}
