"""recover, key: the keys of this PC, who holds them, and what to do when a password is forgotten."""

import argparse
import sys
from contextlib import closing
from pathlib import Path

from station_app.app import home, recovering, rekeying
from station_app.cli.result import Result
from station_app.cli.signing_in import login_of, read_password, sign_in
from station_app.common.errors import Refused
from station_app.staff import service as staff
from station_app.store import audit
from station_app.store.export import put
from station_app.store.given import given_bytes, given_secret
from station_app.store.vault import Vault

Options = argparse.Namespace


def recover_arguments(parser: argparse.ArgumentParser) -> None:
    ways = parser.add_mutually_exclusive_group(required=True)
    ways.add_argument(
        "--code-file", type=Path, help="tệp chứa mã, các từ, hoặc nội dung QR của phiếu khôi phục"
    )
    ways.add_argument("--ask", type=Path, help="ghi tệp hỏi để đưa cho tỉnh")
    ways.add_argument("--answer", type=Path, help="tệp trả lời của tỉnh; mật khẩu như lúc hỏi")


def recover(_: None, options: Options) -> Result:
    """A forgotten password: the paper or the province opens the vault, STATION_PASSWORD becomes the new one.

    The code comes in a file, like a password: on the command line others could read it."""
    password = read_password(options)
    if options.ask:
        return _ask(options, password)
    if options.answer:
        done = recovering.by_answer(options.home, _read(options.answer, "answer"), password)
    else:
        typed = _secret(options.code_file)
        done = recovering.by_paper(options.home, typed, login_of(options), password)
    warning = "" if done.sees_restricted else " Khóa hồ sơ hạn chế phải do người khác đang giữ cấp lại."
    data = {"login": done.login, "sees_restricted": done.sees_restricted}
    return Result(data, f"Đã đặt mật khẩu mới cho {done.login}. Dữ liệu còn nguyên.{warning}")


def _ask(options: Options, password: str) -> Result:
    asked = recovering.ask_province(options.home, login_of(options), password)
    put(options.ask, asked.content)
    words = (
        f"Đã ghi tệp hỏi {options.ask}. Đưa tệp cho tỉnh và đọc dấu {asked.mark} qua điện thoại. "
        "Mật khẩu vừa chọn dùng được khi tệp trả lời về; đến lúc đó chưa có gì thay đổi."
    )
    return Result({"file": str(options.ask), "mark": asked.mark}, words)


def _secret(path: Path) -> str:
    try:
        return given_secret(path)
    except (OSError, UnicodeError):
        raise Refused("Không đọc được tệp mã khôi phục.", "code-file") from None


def _read(path: Path, option: str) -> bytes:
    try:
        return given_bytes(path)
    except OSError:
        raise Refused(f"Không đọc được tệp {path.name}.", option) from None


def key_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what",
        nargs="?",
        choices=["show", "slots", "sheet", "rotate", "abandon", "province"],
        default="show",
        help="show: khóa dữ liệu, để kiểm tra độc lập; slots: ai giữ gì; sheet: phiếu khôi phục mới; "
        "rotate: đổi khóa dữ liệu, hoặc làm tiếp lần đổi dở; abandon: bỏ lần đổi dở; "
        "province: trao khóa cho tỉnh theo tệp cấp phát",
    )
    parser.add_argument("--out", type=Path, help="sheet: tệp PDF; in xong thì xóa")
    parser.add_argument("--provision", type=Path, help="province: tệp cấp phát của tỉnh")
    parser.add_argument("--seal", action="store_true", help="rotate: đổi khóa của hồ sơ hạn chế")


def key(_: None, options: Options) -> Result:
    does = {
        "show": _show,
        "slots": _slots,
        "sheet": _sheet,
        "rotate": _rotate,
        "abandon": _abandon,
        "province": _province,
    }
    return does[options.what](options)


def _province(options: Options) -> Result:
    """For a station that was founded before the province had a key, or when it has another."""
    given = home.province_key(home.read_provision(options.provision)) if options.provision else None
    if given is None:
        raise Refused("Cần --provision: tệp cấp phát có province_key của tỉnh.", "provision")
    with closing(sign_in(options)) as database:
        rekeying.trust_province(database, Vault.open(options.home), given)
    return Result({"province": True}, "Đã trao khóa cho tỉnh: quên mật khẩu cuối cùng thì tỉnh mở giúp được.")


def _show(options: Options) -> Result:
    """For the province's own check with another implementation of the same file format."""
    with closing(sign_in(options)) as database:
        staff.require(database, staff.Right.ROTATE_KEY)
        audit.note(database, audit.Action.EXPORTED, entity="vault", detail="data key")
        key = database.key.hex()
    return Result({"key": key}, key)


def _slots(options: Options) -> Result:
    """What lies in the slot file, which holds no secret in clear: no password is asked for."""
    vault = Vault.open(options.home)
    rows = vault.holders()
    data = [
        {"kind": row.kind, "who": row.who, "data": row.data, "seal": row.seal, "old": row.old} for row in rows
    ]
    return Result(data, "\n".join(row.words for row in rows))


def _sheet(options: Options) -> Result:
    if options.out is None:
        raise Refused("Cần --out: tệp PDF nhận phiếu.", "out")
    with closing(sign_in(options)) as database:
        vault = Vault.open(options.home)
        number = rekeying.new_sheet(database, vault, lambda pdf: put(options.out, pdf))
    words = (
        f"Phiếu khôi phục số {number} ở {options.out}. In ra, bỏ phong bì dán kín, rồi XÓA tệp này: "
        "ai có tệp cũng mở được sổ. Phiếu cũ không còn giá trị."
    )
    return Result({"file": str(options.out), "sheet": number}, words)


def _rotate(options: Options) -> Result:
    if options.seal:
        with closing(sign_in(options)) as database:
            rekeying.change_seal(database, Vault.open(options.home))
        return Result({"changed": "seal"}, "Đã đổi khóa hồ sơ hạn chế. Hồ sơ cũ vẫn đọc được.")
    ready = rekeying.ready(sign_in(options))
    keys = Vault.open(options.home).unlock(login_of(options), read_password(options))
    done = rekeying.change_data(options.home, keys, ready, _report(options))
    assert done is not None, "nobody can stop it here"
    return Result(
        {"changed": "data", "records": done.records},
        f"Đã đổi khóa dữ liệu: {done.records} bản ghi dưới khóa mới, mọi tài khoản và phiếu vẫn mở được.",
    )


def _report(options: Options) -> rekeying.Progress:
    shown = -1

    def progress(done: int, total: int) -> bool:
        nonlocal shown
        percent = done * 100 // max(total, 1)
        if not options.json and percent // 10 > shown // 10:
            sys.stderr.write(f"Đang đổi khóa: {percent} %\n")
            shown = percent
        return True

    return progress


def _abandon(options: Options) -> Result:
    rekeying.ready(sign_in(options))
    keys = Vault.open(options.home).unlock(login_of(options), read_password(options))
    if not rekeying.give_up(options.home, keys):
        raise Refused("Không có lần đổi khóa nào bỏ được. Đang dở thì làm tiếp: station key rotate.")
    return Result({"abandoned": True}, "Đã bỏ lần đổi khóa dở. Khóa cũ vẫn dùng như trước.")
