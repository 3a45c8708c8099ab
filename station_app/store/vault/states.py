"""What can be the matter with the slot file, in the words of the person who must act."""

from dataclasses import dataclass
from enum import StrEnum

from station_app.common.errors import Unavailable


class Health(StrEnum):
    """What the two copies look like together."""

    SOUND = "sound"
    ONE_LOST = "one_lost"
    ONE_DAMAGED = "one_damaged"
    MISSING = "missing"
    DAMAGED = "damaged"
    NEWER = "newer"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class VaultState:
    """The health of the slot file, in the three sentences a person is owed, and a code."""

    health: Health
    happened: str
    safety: str
    action: str
    code: str

    @property
    def opens(self) -> bool:
        return self.health in (Health.SOUND, Health.ONE_LOST, Health.ONE_DAMAGED)

    def unavailable(self) -> Unavailable:
        return Unavailable(self.happened, self.safety, self.action, self.code)


_UNCHANGED = "Dữ liệu của trạm vẫn được mã hóa và chưa bị thay đổi."
_CALL_IT = (
    "Đừng cài lại, đừng xóa gì; gọi cán bộ CNTT chép vault.json và vault.bak.json từ bản sao lưu gần nhất."
)
STATES = {
    state.health: state
    for state in (
        VaultState(Health.SOUND, "Tệp khóa nguyên vẹn.", "Có đủ hai bản.", "Không cần làm gì.", "TR-K00"),
        VaultState(
            Health.ONE_LOST,
            "Một trong hai bản của tệp khóa đã mất.",
            "Bản còn lại nguyên vẹn, dữ liệu an toàn.",
            "Phần mềm tự dựng lại bản đã mất; nếu gặp lại, nhờ cán bộ CNTT kiểm tra ổ đĩa.",
            "TR-K01",
        ),
        VaultState(
            Health.ONE_DAMAGED,
            "Một trong hai bản của tệp khóa bị hỏng.",
            "Bản còn lại nguyên vẹn, dữ liệu an toàn.",
            "Phần mềm tự dựng lại bản hỏng; nếu gặp lại, nhờ cán bộ CNTT kiểm tra ổ đĩa.",
            "TR-K02",
        ),
        VaultState(Health.MISSING, "Không thấy tệp khóa của trạm.", _UNCHANGED, _CALL_IT, "TR-K03"),
        VaultState(Health.DAMAGED, "Tệp khóa của trạm bị hỏng.", _UNCHANGED, _CALL_IT, "TR-K04"),
        VaultState(
            Health.NEWER,
            "Tệp khóa do một phiên bản phần mềm mới hơn ghi.",
            _UNCHANGED,
            "Cập nhật phần mềm trên máy này rồi mở lại.",
            "TR-K05",
        ),
        VaultState(
            Health.MIXED, "Hai bản của tệp khóa thuộc về hai trạm khác nhau.", _UNCHANGED, _CALL_IT, "TR-K06"
        ),
    )
}
