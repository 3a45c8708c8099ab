"""An entry as a sentence a head of station reads without learning anything first."""

from collections.abc import Mapping
from dataclasses import dataclass

from station_app.staff.rules import Right, matrix
from station_app.store.audit import Action, Entry, Result

OF_CARE = (
    "visit",
    "dose",
    "allergy",
    "condition",
    "risk_factor",
    "consent",
    "processing_restriction",
    "data_request",
    "glass_opening",
)
LABELS = {
    "person": "người dân",
    "identifier": "giấy tờ",
    "household": "hộ",
    "household_member": "thành viên hộ",
    "visit": "lượt khám",
    "dose": "mũi tiêm",
    "allergy": "dị ứng",
    "condition": "bệnh, tiền sử",
    "risk_factor": "yếu tố nguy cơ",
    "user": "tài khoản",
    "consent": "sự đồng ý",
    "processing_restriction": "hạn chế xử lý dữ liệu",
    "data_request": "yêu cầu về dữ liệu",
    "glass_opening": "lần mở khẩn",
    "seal_key": "khoá niêm phong của máy",
    "seal_grant": "trao khoá niêm phong",
}
_LISTS = {
    "people": "người dân",
    "search": "tìm người",
    "households": "hộ gia đình",
    "visits": "khám bệnh",
    "immunization": "tiêm chủng",
    "desk": "cần quyết",
    "hamlet": "cả thôn",
}
_VERBS = {
    Action.SIGNED_IN: "đăng nhập",
    Action.SIGN_IN_FAILED: "gõ sai mật khẩu",
    Action.SIGNED_OUT: "ra khỏi sổ",
    Action.LOCKED: "khoá màn hình",
    Action.IMPORTED: "nhập danh sách người dân",
    Action.BACKED_UP: "sao lưu",
    Action.RESTORED: "khôi phục từ bản sao lưu",
    Action.DRILLED: "diễn tập khôi phục",
    Action.KEY_CHANGED: "đổi khoá của sổ",
    Action.ACCOUNT_CHANGED: "đổi tài khoản",
    Action.POLICY_CHANGED: "đổi chính sách của trạm",
    Action.REQUEST_HANDLED: "giải quyết yêu cầu về dữ liệu cá nhân",
    Action.ERASED: "dọn các mục nhật ký hết hạn lưu",
    Action.FAILED: "làm một việc không có quyền",
}
_THINGS = {
    "audit": "nhật ký",
    "import": "các dòng trả lại",
    "receipt": "biên nhận",
    "vault": "khoá",
    "support": "gói hỗ trợ",
    "bundle": "phong thư gửi tỉnh",
    "breach": "phiếu báo vi phạm",
}
_PARTS = {
    "edit": "mở trang sửa",
    "dose": "mở phiếu tiêm",
    "doses": "mở phần tiêm chủng",
    "visits": "mở phần khám bệnh",
    "history": "xem lịch sử sửa",
}
_DETAILS = {
    "idle": "máy tự khoá khi không ai dùng",
    "printer": "ra máy in",
    "file": "lưu thành tệp",
    "password_wrong": "sai mật khẩu",
    "password_wait": "còn đang phải chờ",
    "taken back": "rút lại danh sách",
    "pin": "bằng mã PIN",
    "recovery sheet": "phiếu khôi phục mới",
    "seal key": "khoá hồ sơ hạn chế",
    "data key": "khoá dữ liệu",
    "data key: begun": "khoá dữ liệu, bắt đầu",
    "data key: done": "khoá dữ liệu, xong",
    "data key: stopped": "khoá dữ liệu, dừng giữa chừng",
    "glass codes made": "mã mở khẩn mới",
    "password": "mật khẩu của chính mình",
    "code": "bằng mã giấy",
    "holder": "bằng mật khẩu người thứ hai",
    "match": "khớp",
    "differs": "LỆCH",
    "opened": "mở tài khoản",
    "reset": "đặt lại mật khẩu",
    "closed": "đóng tài khoản",
    "resumed": "mở lại tài khoản",
    "seal granted": "giao khoá hồ sơ hạn chế",
    "key taken": "thu khoá",
    "stopped, idle": "ngừng vì lâu không dùng",
    "acknowledged": "đã báo nhận",
    "extended": "gia hạn",
    "decided granted": "đồng ý thực hiện",
    "decided partly": "thực hiện một phần",
    "decided refused": "từ chối",
    "done": "đã thực hiện và trả lời",
    "cancelled": "người yêu cầu rút lại",
    "record pdf": "toàn bộ hồ sơ",
    "report form": "phiếu báo vi phạm",
    "sign-in file missing": "sổ ghi lần gõ sai đã mất",
    "sign-in file changed": "sổ ghi lần gõ sai đã bị sửa",
    "sign-in file cut": "sổ ghi lần gõ sai đã bị xoá bớt",
    "sign-in file of another time": "sổ ghi lần gõ sai là của lúc khác",
    "sign-in file not ours": "sổ ghi lần gõ sai không phải của máy này",
}
_RESULTS = {Result.REFUSED.value: ", bị từ chối vì không có quyền", Result.FAILED.value: ", không thành"}


@dataclass(frozen=True, slots=True)
class Names:
    """What ids are called now; empty where they are not to be said. Without `sees_clinical` a record of care
    has no subject: that somebody has one of a restricted category must not be read off the log."""

    users: Mapping[str, str]
    people: Mapping[str, str]
    households: Mapping[str, str]
    sees_clinical: bool = True


def sentence(entry: Entry, names: Names) -> tuple[str, str]:
    """What was done, and the small print beside it."""
    said = _deed(entry, names)
    if entry.times > 1:
        said += f", {entry.times} bản ghi" if entry.action == Action.CHANGED else f", {entry.times} lần nữa"
    if entry.action == Action.VIEWED and entry.entity == "audit" and entry.result == Result.FAILED:
        said += ": KHÔNG còn nguyên"
    elif entry.action != Action.SIGN_IN_FAILED:
        said += _RESULTS.get(entry.result, "")
    return said, _small_print(entry)


def _small_print(entry: Entry) -> str:
    """What stands beside it in brackets; the part of a page that was looked at is in the sentence already."""
    if entry.entity == "audit" and entry.action == Action.VIEWED and entry.result != Result.REFUSED:
        return ""
    if entry.action == Action.VIEWED and entry.result == Result.DONE:
        return "bằng lệnh" if entry.detail == "command" else ""
    if entry.result == Result.REFUSED and entry.detail in list(Right):
        return matrix().line(Right(entry.detail)).label
    return _DETAILS.get(entry.detail, entry.detail)


def _deed(entry: Entry, names: Names) -> str:
    of = _of(entry, names)
    said = {
        Action.CHANGED.value: f"ghi {_label(entry.entity)}{of}",
        Action.PRINTED.value: f"in {_what(entry, names)}",
        Action.EXPORTED.value: f"xuất ra tệp {_what(entry, names)}",
        Action.BROKE_GLASS.value: f"mở bản ghi hạn chế khi cấp cứu{of}",
        Action.ACCOUNT_CHANGED.value: f"đổi tài khoản{of}",
    }
    if entry.action == Action.VIEWED:
        return _viewed(entry, names)
    if entry.action == Action.KEY_CHANGED and entry.entity == "user":
        return f"đổi mật khẩu{of}"
    others = {verb.value: words for verb, words in _VERBS.items()}
    return said.get(entry.action) or others.get(entry.action, entry.action)


def _viewed(entry: Entry, names: Names) -> str:
    if entry.entity == "list":
        return f"xem danh sách {_LISTS.get(entry.record, entry.record)}"
    if entry.entity == "audit":
        return "kiểm tra nhật ký" if entry.detail.startswith("verify") else "xem nhật ký này"
    if entry.entity in ("station", "backup", "vault"):
        return "xem một trang"
    part = _PARTS.get(entry.detail, "xem")
    what = "hồ sơ" if entry.entity == "person" else _label(entry.entity)
    return f"{part} {what}{_of(entry, names)}" if part == "xem" else f"{part} của {what}{_of(entry, names)}"


def _what(entry: Entry, names: Names) -> str:
    if entry.entity in ("household", "person", *OF_CARE):
        return f"{'hồ sơ' if entry.entity == 'person' else _label(entry.entity)}{_of(entry, names)}"
    if entry.entity in ("list", "hamlet"):
        return f"danh sách {_LISTS.get(entry.record or entry.entity, '')}".rstrip()
    return _THINGS.get(entry.entity, "dữ liệu")


def _label(entity: str) -> str:
    return LABELS.get(entity, entity or "dữ liệu")


def _of(entry: Entry, names: Names) -> str:
    """Whose it is: by name for those who may, else by the end of its id."""
    if entry.entity in OF_CARE and not names.sees_clinical:
        return " (không hiện là của ai)"
    kind, _, record = (entry.about or f"{entry.entity}:{entry.record}").partition(":")
    if kind == "person":
        return f" {name}" if (name := names.people.get(record)) else f" mã …{record[-8:]}" if record else ""
    if kind == "household":
        return (
            f" {name}" if (name := names.households.get(record)) else f" mã …{record[-8:]}" if record else ""
        )
    if kind == "user":
        return f" {names.users.get(record, '')}".rstrip()
    return ""
