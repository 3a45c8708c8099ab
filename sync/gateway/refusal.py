"""Why the warehouse will not take a message: a code for programs, a status for HTTP, words for people."""

from sync.message import Refusal

REASONS: dict[str, tuple[int, str]] = {
    "malformed": (400, "Gói tin không đọc được. Chưa có gì được ghi; máy trạm hãy gửi lại."),
    "too-large": (413, "Gói tin lớn quá mức cho phép. Máy trạm hãy chia nhỏ rồi gửi lại."),
    "version": (426, "Kho tỉnh không hiểu phiên bản giao thức này. Hãy cập nhật phần mềm rồi đồng bộ lại."),
    "signature": (401, "Chữ ký của máy không đúng. Chưa có gì được ghi."),
    "unknown-device": (401, "Kho tỉnh chưa biết máy này. Hãy ghi danh máy bằng mã do tỉnh cấp."),
    "revoked": (403, "Máy này đã bị thu hồi quyền kết nối. Dữ liệu trên máy vẫn còn; hãy báo bộ phận CNTT."),
    "fork": (
        409,
        (
            "Lịch sử của máy này không khớp với kho tỉnh (có thể do khôi phục bản sao lưu hoặc chép ổ đĩa)."
            " Chưa có gì bị mất; phần mềm bản mới tự đi tiếp dưới tên mới."
        ),
    ),
    "scope": (403, "Gói tin có bản ghi của trạm khác nên kho tỉnh không nhận. Hãy báo bộ phận CNTT."),
    "code": (403, "Mã ghi danh không đúng hoặc đã được dùng cho máy khác."),
    "code-expired": (403, "Mã ghi danh đã hết hạn. Hãy xin tỉnh mã mới."),
    "unknown-path": (404, "Kho tỉnh không có địa chỉ này."),
    "method": (405, "Địa chỉ này không nhận kiểu yêu cầu đó."),
    "stalled": (408, "Gói tin dừng giữa đường. Phần đã đến được giữ lại; máy trạm sẽ gửi tiếp."),
    "part": (412, "Phần gửi tiếp không nối được vào phần đã có. Máy trạm sẽ hỏi lại rồi gửi."),
    "dictionary": (400, "Gói tin nén bằng từ điển mà kho tỉnh chưa có. Hãy báo bộ phận CNTT cập nhật kho."),
    "too-often": (429, "Máy này hỏi quá nhiều lần trong thời gian ngắn. Máy sẽ tự chờ rồi gửi tiếp."),
    "busy": (503, "Kho tỉnh đang bận. Chưa có gì bị mất; máy trạm sẽ tự gửi lại."),
    "fault": (500, "Kho tỉnh gặp lỗi bên trong. Chưa có gì được ghi; máy trạm sẽ tự gửi lại."),
}

KEPT = frozenset({"signature", "fork", "scope"})
"""Refusals whose chain heads are kept, so that what was turned away can be told later."""


KEPT_PER_DEVICE = 200
"""So many of them, the first: what somebody sends on purpose must not grow without end."""


class TurnedAway(Exception):
    """The message is refused whole and nothing of it is written. `after`: come back in so many seconds."""

    def __init__(self, code: str, after: int = 0) -> None:
        self.code = code
        self.after = after
        self.status, self.reason = REASONS[code]
        super().__init__(self.reason)

    def message(self) -> Refusal:
        return Refusal(self.code, self.reason)
