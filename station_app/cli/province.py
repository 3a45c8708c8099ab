"""sync, line, receipt: what goes to the province, how that stands, and what proves it."""

import argparse
from dataclasses import asdict
from pathlib import Path

from station_app.app import receipt as receipts
from station_app.cli.files import write
from station_app.cli.result import Result
from station_app.common.errors import WAITING
from station_app.exchange import service as exchange
from station_app.store.database import Database

Options = argparse.Namespace


def sync_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--confirm-deletions", action="store_true", help="đã xem: gửi cả những lượt xoá đang giữ lại"
    )


def synchronise(database: Database, options: Options) -> Result:
    if options.confirm_deletions:
        exchange.confirm_deletions(database)
    outcome = exchange.synchronise(database)
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


def line(database: Database, options: Options) -> Result:
    """Without a round: how the line stands, under which names this PC has written, what happened to it."""
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
        write(options.out, receipts.sheet(database))
        data["file"], words = str(options.out), f"{words}\nĐã in biên nhận ra {options.out}"
    return Result(data, words)
