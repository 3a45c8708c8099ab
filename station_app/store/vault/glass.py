"""Breaking the glass: the seal key for somebody without it, by a code used once or a second holder."""

import secrets

from station_app.common.errors import Refused
from station_app.store.vault import granting, grants
from station_app.store.vault.book import naming
from station_app.store.vault.keys import Keys
from station_app.store.vault.paper import printed_code, read_paper
from station_app.store.vault.recovery_code import CODE_BYTES
from station_app.store.vault.slots import paper_private
from station_app.store.vault.unlocking import Unlocking

MOST_CODES = 20


class Glass(Unlocking):
    """A code holds the seal key alone: by itself it opens no file."""

    def make_glass_codes(self, keys: Keys, count: int) -> list[str]:
        """New one-time codes to print, beside those still unused."""
        if not 1 <= count <= MOST_CODES:
            raise Refused(f"Mỗi lần in từ 1 đến {MOST_CODES} mã.", field="count", code="glass_count")
        file, seal = self._file(), needed_seal(keys)
        codes, slots = [], list(file.slots)
        for _ in range(count):
            secret = secrets.token_bytes(CODE_BYTES)
            public = grants.public_of(paper_private(secret, file.vault, "glass"))
            slots.append(granting.with_seal(file, {"kind": "glass", "public": public}, seal))
            codes.append(printed_code(secret))
        self._rewrite(file, slots)
        return codes

    def glass_codes_left(self) -> int:
        return len(self._of_kind("glass"))

    def withdraw_glass_codes(self, keys: Keys) -> None:
        """A lost sheet of codes opens nothing any more."""
        file = self._file()
        granting.checked(file, keys)
        self._rewrite(file, (slot for slot in file.slots if slot["kind"] != "glass"))

    def break_glass_with_code(self, code: str) -> bytes:
        """The seal key. The code is spent, on the disk, before the key is given out."""
        secret, file = read_paper(code), self._file()
        private = paper_private(secret, file.vault, "glass")
        public = grants.public_of(private)
        for slot in self._of_kind("glass"):
            if slot.get("public") == public:
                with naming(slot):
                    seal = granting.private_of(file, slot, private, b"").seal
                if seal is None:
                    break
                self._rewrite(file, (other for other in file.slots if other != slot))
                return seal
        raise Refused(
            "Mã này không phải mã mở khẩn của trạm, hoặc đã được dùng. Dùng mã tiếp theo trên tờ giấy.",
            field="code",
            code="glass_code_wrong",
        )

    def break_glass_with(self, login: str, password: str) -> bytes:
        """The seal key by a second holder's password, typed beside the first person."""
        seal = self.unlock(login, password).private.seal
        if seal is None:
            raise Refused(
                "Tài khoản này không giữ khóa hồ sơ hạn chế. Nhờ trưởng trạm hoặc bác sĩ.",
                field="login",
                code="seal_needed",
            )
        return seal

    def older_seals(self, seal: bytes) -> tuple[bytes, ...]:
        """The seal keys that `seal` has replaced, newest first: old records lie under them."""
        return granting.ring(self._file(), seal)


def needed_seal(keys: Keys) -> bytes:
    if keys.private.seal is None:
        raise Refused(
            "Chỉ người giữ khóa hồ sơ hạn chế mới làm được việc này. Nhờ trưởng trạm.", code="seal_needed"
        )
    return keys.private.seal
