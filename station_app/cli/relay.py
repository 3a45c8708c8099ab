"""relay: this PC serves the others of its service point, or is paired with one that does, and meets it."""

import argparse
import threading

from station_app.cli.result import Result
from station_app.common.errors import Unavailable
from station_app.exchange.service import relay
from station_app.store.database import Database

Options = argparse.Namespace


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=relay.PORT, help="cổng để các máy khác gọi tới")
    parser.add_argument("--host", default="", help="địa chỉ nhận; mặc định mọi mạng của máy này")
    parser.add_argument("--pair", action="store_true", help="hiện mã ghép đôi cho một máy khác")
    parser.add_argument(
        "--minutes", type=float, help="tắt sau ngần ấy phút; mặc định chạy đến khi bấm Ctrl+C"
    )
    parser.add_argument("--join", metavar="MÃ", help="ghép đôi máy này với máy tiếp sức đang hiện mã đó")
    parser.add_argument("--at", metavar="MÁY:CỔNG", help="địa chỉ máy tiếp sức, khi mạng không tự tìm ra")
    parser.add_argument("--meet", action="store_true", help="gặp các máy đã ghép đôi một lượt")
    parser.add_argument("--list", action="store_true", help="các máy đã ghép đôi")
    parser.add_argument("--forget", metavar="MÁY", help="thôi tin một máy")


def work(database: Database, options: Options) -> Result:
    if options.join:
        device = relay.join(database, options.join, options.at)
        return Result({"paired": device}, f"Đã ghép đôi với máy {device}.")
    if options.forget:
        relay.part_from(database, options.forget)
        return Result({"forgotten": options.forget}, f"Không còn tin máy {options.forget}.")
    if options.meet:
        return _meet(database)
    return _listed(database) if options.list else _serve(database, options)


def _meet(database: Database) -> Result:
    met = relay.meet_all(database, look=True)
    data = {
        "met": [
            {"device": one.peer, "given": one.given, "received": one.received, "joined": one.joined}
            | {"kept": one.kept, "alike": one.alike}
            for one in met.meetings
        ],
        "silent": met.silent,
    }
    lines = [
        f"Máy {one.peer}: nhận {one.received + one.joined}; máy đó giữ việc của máy này đến thay đổi số"
        f" {one.kept} (chưa phải kho tỉnh), hai máy {'giống nhau' if one.alike else 'còn khác nhau'}."
        for one in met.meetings
    ]
    lines += [f"Máy {device}: {why}." for device, why in met.silent.items()]
    return Result(data, "\n".join(lines) or "Chưa ghép đôi với máy nào.")


def _listed(database: Database) -> Result:
    known = relay.peers(database)
    data = [
        {
            "device": one.device,
            "point": one.point,
            "address": one.address,
            "met_at": one.met_at,
            "kept": one.kept,
        }
        for one in known
    ]
    words = "\n".join(f"{one.device}  {one.point}  {one.address or 'gọi tới'}" for one in known)
    return Result(data, words or "Chưa ghép đôi với máy nào.")


def _serve(database: Database, options: Options) -> Result:
    """Until Ctrl+C, or so many minutes."""
    here = relay.Relay(database, options.host, options.port)
    try:
        here.start()
    except OSError as error:
        raise Unavailable(
            f"Không mở được cổng {options.port} ({error.strerror}).",
            "Dữ liệu của trạm không thay đổi.",
            "Tắt cửa sổ tiếp sức khác, hoặc chọn --port khác.",
            "T-220",
        ) from error
    try:
        _tell(here, pairing=options.pair)
        with relay.announced(database, here.port):
            threading.Event().wait(None if options.minutes is None else options.minutes * 60)
    except KeyboardInterrupt:
        pass
    finally:
        here.stop()
    return Result({"port": options.port}, "Đã tắt tiếp sức.")


def _tell(here: relay.Relay, *, pairing: bool) -> None:
    print(f"Máy này đang tiếp sức ở cổng {here.port}. Bấm Ctrl+C để tắt.", flush=True)
    if pairing:
        code = here.door.open()
        print(f"Mã ghép đôi: {code[:4]} {code[4:]} (10 phút, gõ sai được 3 lần)", flush=True)
