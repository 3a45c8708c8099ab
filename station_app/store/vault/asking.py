"""The last password is forgotten and the paper is lost: the province is asked, by two files and no line."""

import json
from dataclasses import dataclass
from typing import Any

from station_app.common.days import to_instant
from station_app.common.errors import Refused
from station_app.store.given import given_bytes
from station_app.store.vault import granting, grants
from station_app.store.vault.book import login_form, refuse_weak
from station_app.store.vault.keys import Keys
from station_app.store.vault.slot_file import write_durably
from station_app.store.vault.slots import key_check, locked, unlocked
from station_app.store.vault.unlocking import Unlocking
from sync.key_recovery import NotOurs, Question, Unreadable, take_answer

FILE = "recovery.json"
"""Who has asked, and the key for the answer, wrapped by the password that they chose then."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What goes to the province, and what is read out on the telephone."""

    content: bytes
    mark: str


class Asking(Unlocking):
    """The new password is chosen when asking: a thief who has both PC and answer still lacks it."""

    def ask_province(self, login: str, new: str, *, station: str) -> Asked:
        file, slot = self._file(), self._user(login)
        refuse_weak(new, slot["login"])
        province = next(iter(self._of_kind("province")), None)
        if province is None:
            raise Refused(
                "Trạm này không được cấp phát với khóa của tỉnh, nên tỉnh không mở giúp được. Tìm phiếu khôi "
                "phục trên giấy.",
                code="province_none",
            )
        own = grants.new_private()
        lock = locked(own, file.vault, slot["login"], new, self._cost(file))
        question = Question(
            vault=file.vault,
            station_code=province["station_code"],
            station=station,
            asked=to_instant(self._clock.now()),
            public=lock["public"],
            data={check: given["sealed"] for check, given in province.get("data", {}).items()}
            or {"": province["sealed"]},
            seal={public: given["sealed"] for public, given in province.get("seal", {}).items()},
        )
        note = {"vault": file.vault, "login": slot["login"], "lock": lock, "mark": question.mark}
        write_durably(self.home / FILE, json.dumps(note).encode())
        return Asked(question.encoded(), question.mark)

    def asked(self) -> tuple[str, str] | None:
        """Whose question waits for an answer, and its mark."""
        note = self._note()
        return (str(note["login"]), str(note["mark"])) if note else None

    def take_answer(self, content: bytes, password: str) -> tuple[str, Keys]:
        """Whose password it is, and the keys. `password` is the one chosen when asking."""
        note, file = self._note(), self._file()
        if note is None:
            raise Refused("Máy này chưa hỏi tỉnh. Làm tệp hỏi trước.", "answer", code="answer_unasked")
        login = login_form(note["login"])
        self._attempts.refuse_while_waiting(login)
        own = unlocked({**note["lock"], "login": login}, file.vault, password)
        if own is None:
            self._refuse_wrong(login)
        try:
            given = take_answer(content, file.vault, own)
        except Unreadable:
            raise Refused(
                "Tệp này không phải tệp trả lời của tỉnh, hoặc đã hỏng.", "answer", code="answer_bad"
            ) from None
        except NotOurs:
            raise Refused(
                f"Tệp này trả lời một lần hỏi khác. Lần hỏi mới nhất có dấu {note['mark']}.",
                "answer",
                code="answer_other",
            ) from None
        found = [key for key in given.data.values() if key_check(key, file.vault) in file.data]
        found.sort(key=lambda key: file.data.index(key_check(key, file.vault)), reverse=True)
        if not found:
            raise Refused(
                "Khóa trong tệp trả lời không còn mở trạm này. Hỏi lại tỉnh.", "answer", code="answer_old"
            )
        self._attempts.succeeded(login)
        return login, self._with_given_seal(self._chosen(file, {}, own, found), given.seal)

    def forget_question(self) -> None:
        (self.home / FILE).unlink(missing_ok=True)

    def _with_given_seal(self, keys: Keys, seal: bytes | None) -> Keys:
        file = self._file()
        if seal is None or grants.public_of(seal) != granting.box_of(file):
            return keys
        return granting.keys_with_seal(file, keys, seal)

    def _note(self) -> dict[str, Any] | None:
        try:
            note = json.loads(given_bytes(self.home / FILE))
            return (
                dict(note) if note["vault"] == self._file().vault and note["login"] and note["lock"] else None
            )
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            return None
