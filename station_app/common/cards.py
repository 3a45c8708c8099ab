"""What the QR of a citizen card or a health insurance card says, however the scanner typed it."""

import re
from dataclasses import dataclass

from station_app.common.days import PartialDate
from station_app.common.errors import Refused
from station_app.common.names import fold, nfc, tidy_name
from station_app.common.numbers import cmnd, insurance_card, national_id

_SEXES = {"nam": "male", "nu": "female", "1": "male", "2": "female"}


@dataclass(frozen=True, slots=True)
class CitizenCard:
    """A citizen card as scanned; the address is the card's own text, of before or after July 2025."""

    number: str
    old_number: str | None
    full_name: str
    born: PartialDate | None
    sex: str | None
    address: str
    issued_on: PartialDate | None
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InsuranceCard:
    """A health insurance card as scanned."""

    number: str
    full_name: str
    born: PartialDate | None
    sex: str | None
    address: str
    facility: str
    valid_from: PartialDate | None
    valid_to: PartialDate | None
    issued_on: PartialDate | None
    others: tuple[str, ...]


def parse_citizen_qr(text: str) -> CitizenCard:
    """Seven fields between pipes; later cards may carry more, which are kept as they are."""
    fields = _fields(text, at_least=6, card="thẻ căn cước")
    return CitizenCard(
        number=national_id(fields[0]),
        old_number=_old_number(fields[1]),
        full_name=tidy_name(fields[2]),
        born=_day(fields[3]),
        sex=_SEXES.get(fold(fields[4])),
        address=fields[5],
        issued_on=_day(fields[6]) if len(fields) > 6 else None,
        others=tuple(fields[7:]),
    )


def parse_insurance_qr(text: str) -> InsuranceCard:
    """Pipes again, closed by a dollar sign; names and addresses are often hexadecimal UTF-8."""
    fields = _fields(text.strip().rstrip("$"), at_least=5, card="thẻ BHYT")
    padded = fields + [""] * (9 - len(fields))
    return InsuranceCard(
        number=insurance_card(padded[0]),
        full_name=tidy_name(_unhex(padded[1])),
        born=_day(padded[2]),
        sex=_SEXES.get(fold(padded[3])),
        address=_unhex(padded[4]),
        facility=padded[5],
        valid_from=_day(padded[6]),
        valid_to=_day(padded[7]),
        issued_on=_day(padded[8]),
        others=tuple(padded[9:]),
    )


def _fields(text: str, *, at_least: int, card: str) -> list[str]:
    fields = [nfc(field.strip()) for field in _mended(text).strip("\ufeff \t\r\n").split("|")]
    if len(fields) < at_least:
        raise Refused(
            f"Đây không phải mã QR trên {card}, hoặc máy quét chưa đọc hết. Quét lại, hoặc gõ tay từng ô.",
            code="qr_unreadable",
        )
    return fields


def _mended(text: str) -> str:
    """Undo a scanner that typed UTF-8 as if each byte were a letter."""
    for encoding in ("cp1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return text


def _unhex(field: str) -> str:
    if len(field) % 2 or not re.fullmatch(r"[0-9A-Fa-f]{4,}", field):
        return field
    try:
        return nfc(bytes.fromhex(field).decode("utf-8"))
    except UnicodeError:
        return field


def _old_number(field: str) -> str | None:
    try:
        return cmnd(field)
    except Refused:
        return None  # an empty or odd old number must not stop the scan


def _day(field: str) -> PartialDate | None:
    """ddMMyyyy, MMyyyy or yyyy, with or without slashes; 00 is a part nobody knew."""
    digits = re.sub(r"[/\-. ]", "", field)
    if not re.fullmatch(r"[0-9]{4}|[0-9]{6}|[0-9]{8}", digits):
        return None
    year, month, day = int(digits[-4:]), int(digits[-6:-4] or 0), int(digits[-8:-6] or 0)
    try:
        return PartialDate(year, month or None, day or None)
    except ValueError:
        return None
