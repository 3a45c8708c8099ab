"""What both ends of an exchange know already stays out of it, and is filled in again on the other side."""

import msgspec

from sync.change import Malformed
from sync.digest import overall
from sync.message import Answer, Ask, Receipt

_replace = msgspec.structs.replace


def spared_ask(ask: Ask) -> Ask:
    """The frame names the device."""
    return _replace(ask, device="")


def filled_ask(ask: Ask, device: str) -> Ask:
    if ask.device not in ("", device):
        raise Malformed("device")
    return _replace(ask, device=device)


def whole(answer: Answer) -> Answer:
    """With the word of all digests, as version 2 signs it."""
    receipt = answer.receipt
    return _replace(answer, receipt=_replace(receipt, word=overall(receipt.digests)))


def spared(answer: Answer, ask: Ask) -> Answer:
    """Without what the asker has said itself: its name and chain, and digests that agree."""
    given = answer.receipt
    agreed = given.word == ask.word
    receipt = _replace(
        given,
        device="" if given.device == ask.device else given.device,
        head=b"" if given.head == ask.head else given.head,
        digests={} if agreed else given.digests,
        word=b"" if agreed else given.word,
    )
    return _replace(
        answer,
        receipt=receipt,
        epoch="" if answer.epoch == ask.epoch else answer.epoch,
        mark=b"" if _stays(answer, ask) else answer.mark,
    )


def filled(answer: Answer, ask: Ask) -> Answer:
    """As `whole` had it, except that digests which agree are still the asker's own to fill in."""
    receipt = _filled_receipt(answer.receipt, ask)
    epoch = answer.epoch or ask.epoch
    heard = _replace(answer, receipt=receipt, epoch=epoch, proof=None)
    return _replace(heard, mark=ask.mark) if not answer.mark and answer.cursor == ask.cursor else heard


def _filled_receipt(receipt: Receipt, ask: Ask) -> Receipt:
    return _replace(
        receipt,
        device=receipt.device or ask.device,
        head=receipt.head or ask.head,
        word=receipt.word or ask.word,
    )


def _stays(answer: Answer, ask: Ask) -> bool:
    return answer.mark == ask.mark and answer.cursor == ask.cursor
