"""What stands on the sheet in the envelope: one secret as a code, as words and as a QR; each is read back."""

from station_app.store.vault.recovery_code import printed_code, read_code
from station_app.store.vault.recovery_words import looks_like_words, printed_words, read_words

__all__ = ["printed_code", "printed_words", "qr_text", "read_paper"]

_PREFIX = "TRAM:"


def qr_text(secret: bytes) -> str:
    return _PREFIX + printed_code(secret)


def read_paper(text: str) -> bytes:
    """The secret behind whichever of the three was typed or scanned. Raises Refused with what to look at."""
    if looks_like_words(text):
        return read_words(text)
    return read_code(text.strip().removeprefix(_PREFIX).removeprefix(_PREFIX.lower()))
