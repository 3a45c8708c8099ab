"""policy: what is in force here; and for IT the key, the signature, an example to begin from."""

import argparse
from base64 import b64encode
from pathlib import Path

from station_app.cli.result import Result
from station_app.cli.signing_in import read_password, sign_in
from station_app.common.errors import Refused, Unavailable
from station_app.staff import service as staff
from station_app.store import policy
from station_app.store.given import given_bytes
from station_app.store.policy import Standing
from station_app.store.vault.signing import new_signing_key, signed
from station_app.store.vault.slot_file import write_durably

Options = argparse.Namespace
_LONGEST = 2**20


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["show", "trust", "example", "check", "keygen", "sign"])
    parser.add_argument("file", type=Path, nargs="?", help="tệp station.toml, khi ký hoặc kiểm tra")
    parser.add_argument("--key", help="khi ký: tệp khoá ký; với trust: khoá công khai của cán bộ tin học")
    parser.add_argument("--out", type=Path, help="nơi ghi tệp khoá ký, hoặc mẫu")


def work(_: None, options: Options) -> Result:
    return {
        "show": _show,
        "trust": _trust,
        "example": _example,
        "check": _check,
        "keygen": _keygen,
        "sign": _sign,
    }[options.action](options)


def _show(options: Options) -> Result:
    database = sign_in(options)
    try:
        return _told(policy.standing(database))
    finally:
        database.close()


def _told(now: Standing) -> Result:
    lines = []
    for term in policy.terms().values():
        value = now.policy.value_of(term)
        shown = ", ".join(value) or "không" if isinstance(value, tuple) else f"{value} {term.unit}"
        lines.append(f"{term.section}.{term.name}: {shown}  ({term.label.lower()})")
    data = {
        "serial": now.policy.serial,
        "terms": {name: now.policy.value_of(term) for name, term in policy.terms().items()},
        "taken_at": now.taken_at,
        "signer": now.signer,
        "refused": now.refused,
    }
    lines.append(f"Khoá ký được tin: {now.signer or 'chưa có'}")
    lines += [now.refused] if now.refused else []
    return Result(data, "\n".join(lines))


def _trust(options: Options) -> Result:
    """IT hands the key over in person: whoever holds it sets the rules of this PC."""
    if not options.key:
        raise Refused("Thiếu --key: khoá công khai của cán bộ tin học, 64 chữ số mười sáu.", "key")
    database = sign_in(options)
    try:
        staff.require(database, staff.Right.ADMIT)
        policy.trust(database, options.key)
        return _told(policy.take_in(database, options.home))
    finally:
        database.close()


def _example(options: Options) -> Result:
    example = policy.example()
    if options.out:
        _write(options.out, example.encode())
    return Result({"example": example}, example)


def _check(options: Options) -> Result:
    found = policy.parsed(_read(options.file))
    return Result(
        {"serial": found.serial, "terms": dict(found.terms)}, "Tệp đúng dạng và trong khoảng cho phép."
    )


def _keygen(options: Options) -> Result:
    if options.out is None:
        raise Refused("Thiếu --out: nơi ghi tệp khoá ký.", "out")
    if options.out.exists():
        raise Refused(f"{options.out} đã có. Không ghi đè khoá ký.", "out")
    pem, public = new_signing_key(read_password(options))
    _write(options.out, pem)
    words = (
        f"Khoá ký ở {options.out}: giữ ở máy của cán bộ tin học, đừng chép lên máy của trạm.\n"
        f"Khoá công khai, ghi vào tệp cấp phát mục it_key: {public}"
    )
    return Result({"key": str(options.out), "it_key": public}, words)


def _sign(options: Options) -> Result:
    """What is signed was checked first: a station would refuse the rest."""
    if not options.key:
        raise Refused("Thiếu --key: tệp khoá ký.", "key")
    content = _read(options.file)
    policy.parsed(content)
    signature = signed(_read(Path(options.key)), read_password(options), content)
    place = options.file.with_name(options.file.name + ".sig")
    _write(place, b64encode(signature) + b"\n")
    words = f"Đã ký: {place.name}. Chép cả hai tệp vào thư mục dữ liệu của trạm, dưới tên {policy.FILE}."
    return Result({"signature": str(place)}, words)


def _write(path: Path, content: bytes) -> None:
    """For its owner's eyes only: the key is among them. No patient's data is in any of these."""
    try:
        write_durably(path, content)
    except OSError as error:
        raise Unavailable(
            f"Không ghi được tệp {path} ({error.strerror}).",
            "Dữ liệu của trạm không thay đổi.",
            "Chọn nơi lưu khác.",
            "T-308",
        ) from error


def _read(path: Path | None) -> bytes:
    try:
        if path is not None:
            return given_bytes(path, _LONGEST)
    except OSError:
        pass
    raise Refused(f"Không đọc được tệp {path or ''}.", "file")
