"""`warehouse recovery-key`, `recover-key`: the province's key to its stations' vaults, used offline."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sync.gateway.courier_cli import REFUSED, Told
from sync.key_recovery import MOST_BYTES, NotOurs, Unreadable, answer, read_question

Command = Callable[..., argparse.ArgumentParser]


def add(command: Command) -> None:
    """Neither needs the warehouse: they run on a PC that is in a safe and on no network."""
    making = command(
        "recovery-key", "tạo cặp khóa khôi phục của tỉnh; khóa riêng cất trong két, không lên mạng"
    )
    making.add_argument("--out", type=Path, required=True, help="tệp nhận khóa riêng")
    making.set_defaults(unopened=_make, alone=True)
    helping = command("recover-key", "trả lời tệp xin mở khóa của một trạm quên mật khẩu cuối cùng")
    helping.add_argument("--province-key", type=Path, required=True, help="tệp khóa riêng của tỉnh")
    helping.add_argument("--mark", help="dấu mà trạm đọc qua điện thoại; khác thì không trả lời")
    helping.add_argument("--out", type=Path, help="tệp trả lời; mặc định cạnh tệp hỏi")
    helping.add_argument("question", type=Path, help="tệp của trạm (đuôi .tram-hoi)")
    helping.set_defaults(unopened=_help, alone=True)


def _make(wanted: argparse.Namespace) -> Told:
    private = X25519PrivateKey.generate()
    try:
        opened = os.open(wanted.out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _refused("exists", f"Đã có tệp {wanted.out}. Không ghi đè một khóa; chọn tên khác.")
    with os.fdopen(opened, "w", encoding="ascii") as file:
        file.write(private.private_bytes_raw().hex() + "\n")
        file.flush()
        os.fsync(opened)
    public = private.public_key().public_bytes_raw().hex()
    words = (
        f"Khóa riêng ở {wanted.out}: sao hai bản, cất hai nơi, không để trên máy nối mạng.\n"
        f'Khóa công khai cho tệp cấp phát: "province_key": "{public}"'
    )
    return Told({"file": str(wanted.out), "province_key": public}, words)


def _help(wanted: argparse.Namespace) -> Told:
    try:
        with wanted.question.open("rb") as file:
            question = read_question(file.read(MOST_BYTES + 1))
    except Unreadable:
        return _refused(
            "unreadable", f"Tệp {wanted.question.name} không phải tệp hỏi của trạm, hoặc đã hỏng."
        )
    if wanted.mark and _bare(wanted.mark) != _bare(question.mark):
        return _refused(
            "mark", f"Dấu của tệp là {question.mark}, khác dấu trạm đọc. Không trả lời: tệp đã bị tráo."
        )
    try:
        private = bytes.fromhex(wanted.province_key.read_text("ascii").strip())
        written = answer(question, private)
    except ValueError:
        return _refused("key", f"Tệp {wanted.province_key.name} không phải khóa riêng của tỉnh.")
    except NotOurs:
        return _refused("key", "Khóa này không mở được trạm ấy: trạm được cấp phát với khóa khác.")
    out = wanted.out or wanted.question.with_suffix(".tram-dap")
    out.write_bytes(written)
    facts = {"file": str(out), "station": question.station_code, "mark": question.mark}
    words = (
        f"Trạm {question.station_code} ({question.station}), hỏi lúc {question.asked}. "
        f"Dấu: {question.mark}.\n"
        f"Gọi cho trưởng trạm, so dấu, rồi mới đưa tệp trả lời: {out}"
    )
    return Told(facts, words)


def _bare(mark: str) -> str:
    return "".join(sign for sign in mark.upper() if sign.isalnum())


def _refused(code: str, reason: str) -> Told:
    return Told({"refused": code, "reason": reason}, reason, REFUSED)
