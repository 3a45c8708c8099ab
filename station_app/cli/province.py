"""sync, line, receipt: what goes to the province, how that stands, and what proves it."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from station_app.app import receipt as receipts
from station_app.cli.result import Result
from station_app.cli.seed import told
from station_app.common.errors import WAITING
from station_app.exchange import service as exchange
from station_app.store.database import Database
from station_app.store.export import put

Options = argparse.Namespace


def sync_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--confirm-deletions", action="store_true", help="đã xem: gửi cả những lượt xoá đang giữ lại"
    )

    parser.add_argument(
        "--beyond-budget", action="store_true", help="hôm nay cho gửi nhận vượt mức mạng mỗi ngày"
    )


def synchronise(database: Database, options: Options) -> Result:
    if options.confirm_deletions:
        exchange.confirm_deletions(database)
    if options.beyond_budget:
        exchange.allow_more(database)
    outcome = exchange.synchronise(database, told)
    state, held = exchange.line_state(database), exchange.held_deletions(database)
    receipt = outcome.receipt
    data = {
        "sent": outcome.sent,
        "received": outcome.received,
        "acknowledged": outcome.acknowledged,
        "quarantined": state.quarantined,
        "held_deletions": held.count if held else 0,
        "waiting": outcome.waiting,
        "digest_match": outcome.match,
        "receipt": None if receipt is None else exchange.receipt_data(receipt),
    }
    words = [exchange.in_words(state), *([held.words] if held else [])]
    return Result(data, "\n".join(words), WAITING if state.quarantined or held else 0)


def line_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--gateway", action="append", default=[], help="địa chỉ kho tỉnh; nhiều địa chỉ thì thử theo thứ tự"
    )
    parser.add_argument("--authority", help="tệp chứng thư gốc (PEM) của tỉnh, chỉ tin nó; 'none' là bỏ")
    parser.add_argument("--proxy", help="proxy HTTP, ví dụ http://10.0.0.1:3128; 'none' là bỏ")
    parser.add_argument("--budget", type=int, help="mức mạng mỗi ngày, MB; 0 là không giới hạn")


def _set(database: Database, options: Options) -> None:
    authority, proxy = options.authority, options.proxy
    if authority not in (None, "none"):
        authority = exchange.read_authority(Path(authority))
    exchange.set_line(
        database,
        gateways=options.gateway,
        authority="" if authority == "none" else authority,
        proxy="" if proxy == "none" else proxy,
        budget_mb=options.budget,
    )


def _way(database: Database) -> tuple[dict[str, Any], list[str]]:
    """Where the line goes and what it has carried today."""
    settings, used = exchange.line_settings(database), exchange.usage(database)
    data = {
        "gateways": list(settings.gateways),
        "authority": settings.authority is not None,
        "proxy": settings.proxy,
        "budget_mb": settings.budget_mb,
        "today": {"up": used.up, "down": used.down, "allowed": used.allowed},
    }
    limit = f", mức {settings.budget_mb} MB" if settings.budget_mb else ""
    words = [f"  kho: {', '.join(settings.gateways)}"]
    words += [f"  hôm nay: {(used.up + used.down) / 1e6:.2f} MB{limit}".replace(".", ",")]
    words += ["  chỉ tin chứng thư gốc của tỉnh"] if settings.authority else []
    words += [f"  qua proxy {settings.proxy}"] if settings.proxy else []
    return data, words


def line(database: Database, options: Options) -> Result:
    """Without a round: how the line stands, under which names this PC has written, what happened to it."""
    if options.gateway or any(o is not None for o in (options.authority, options.proxy, options.budget)):
        _set(database, options)
    state, held = exchange.line_state(database), exchange.held_deletions(database)
    names, events = exchange.names(database), exchange.events(database)
    data = {
        **asdict(state),
        "unsent": state.unsent,
        "device": names.present,
        "former": list(names.former),
        "held_deletions": held.count if held else 0,
        "events": [asdict(event) for event in events],
    }
    words = [f"Máy {names.present}: {exchange.in_words(state)}"]
    if state.enrolled:
        way, said = _way(database)
        data, words = data | way, words + said
    words += [f"  tên cũ: {', '.join(names.former)}"] if names.former else []
    words += [held.words] if held else []
    words += [f"{event.at} {event.words}" for event in events]
    return Result(data, "\n".join(words), WAITING if held else 0)


def receipt_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=None, help="in ra tệp PDF")


def receipt(database: Database, options: Options) -> Result:
    facts = receipts.newest(database)
    data = {**asdict(facts), "sentence": facts.sentence, "green": facts.is_green}
    words = f"{facts.sentence} (kho {facts.gateway}, {facts.at})"
    if options.out is not None:
        put(options.out, receipts.sheet(database))
        data["file"], words = str(options.out), f"{words}\nĐã in biên nhận ra {options.out}"
    return Result(data, words)
