"""What both ends of an exchange know already stays out of it, and is filled in again on the other side."""

import msgspec

from sync.change import Malformed
from sync.digest import overall
from sync.message import Answer, Ask, Receipt

TAG = 6
"""Bytes of the audit log's head that a question carries: whoever wants to pass for it would have to find
another log whose head begins so, and the receipt is signed over all of it."""
_replace = msgspec.structs.replace


def spared_ask(ask: Ask) -> Ask:
    """The frame names the device."""
    trail = ask.audit and _replace(ask.audit, head=ask.audit.head[:TAG])
    return _replace(ask, device="", audit=trail)


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
        audit_head=b"" if _is_ours(given, ask) else given.audit_head,
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
        audit_head=receipt.audit_head or (ask.audit.head if ask.audit and receipt.audit >= 0 else b""),
    )


def _is_ours(receipt: Receipt, ask: Ask) -> bool:
    """Does the gateway hold the asker's audit log to its very end?"""
    trail = ask.audit
    held = receipt.audit, receipt.audit_head[:TAG]
    return trail is not None and held == (trail.number, trail.head[:TAG])


def _stays(answer: Answer, ask: Ask) -> bool:
    return answer.mark == ask.mark and answer.cursor == ask.cursor
