"""National numbers: what each must look like, and what to say when one does not."""

import re
import unicodedata
from dataclasses import dataclass

from station_app.common.days import PartialDate
from station_app.common.errors import Refused
from station_app.common.names import fold

NATIONAL_ID_DIGITS = 12
CMND_DIGITS = 9
SOCIAL_INSURANCE_DIGITS = 10
INSURANCE_CARD_SIGNS = 15
HIGHEST_PROVINCE_CODE = 96

_MALE = {"male", "nam", "m", "1"}
_FEMALE = {"female", "nu", "f", "2"}
_CARD = re.compile(r"([A-Z]{2})([1-5])([0-9]{2})([0-9]{10})")
_SCIENTIFIC = re.compile(r"([0-9])[.,]([0-9]+)[eE]\+?([0-9]{1,2})")
_DECIMAL_TAIL = re.compile(r"([0-9]{8,})[.,]0+")
# The eleven-digit mobile numbers renamed in 2018; people still read them off old papers.
_RENAMED_MOBILES = {
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078",
    "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
    "0162": "032", "0163": "033", "0164": "034", "0165": "035", "0166": "036", "0167": "037",
    "0168": "038", "0169": "039", "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class BrokenNumber:
    """A number a spreadsheet has harmed, and the number it was when that can be told."""

    reason: str
    suggestion: str | None


def looks_broken_by_excel(text: str, digits: int = NATIONAL_ID_DIGITS) -> BrokenNumber | None:
    """A rounded 1.23E+11, a decimal tail, or zeros lost from the front of a `digits`-long number."""
    typed = text.strip()
    if found := _SCIENTIFIC.fullmatch(typed):
        whole = found[1] + found[2]
        kept = whole.zfill(digits) if len(whole) == int(found[3]) + 1 else None
        return BrokenNumber(_broken(f"Excel đã đổi số này thành “{typed}”", kept), kept)
    if found := _DECIMAL_TAIL.fullmatch(typed):
        kept = found[1].zfill(digits)
        return BrokenNumber(_broken(f"Excel đã thêm phần lẻ vào số “{typed}”", kept), kept)
    bare = _without_separators(typed)
    if _may_have_lost_zeros(bare, digits):
        kept = bare.zfill(digits)
        reason = _broken(f"Số “{typed}” có {len(bare)} chữ số, có thể Excel đã bỏ số 0 ở đầu", kept)
        return BrokenNumber(reason, kept)
    return None


def _broken(happened: str, kept: str | None) -> str:
    if kept:
        return f"{happened}; số đúng có lẽ là {kept}. Đối chiếu với giấy tờ rồi gõ lại."
    return f"{happened} và đã mất các số cuối. Xem giấy tờ gốc rồi gõ lại đủ số."


def _may_have_lost_zeros(bare: str, digits: int) -> bool:
    if not re.fullmatch(r"[1-9][0-9]*", bare) or not digits - 2 <= len(bare) < digits:
        return False
    return digits != NATIONAL_ID_DIGITS or 1 <= int(bare.zfill(digits)[:3]) <= HIGHEST_PROVINCE_CODE


def national_id(text: str) -> str:
    """The 12-digit personal number; it carries no check digit, so none is checked."""
    digits = _digits(text, "Số định danh cá nhân (CCCD)", NATIONAL_ID_DIGITS)
    if len(digits) == CMND_DIGITS:
        raise Refused(
            f"Số này có 9 chữ số: đó là CMND cũ. Chọn loại giấy “CMND 9 số”, hoặc gõ đủ "
            f"{NATIONAL_ID_DIGITS} chữ số trên thẻ căn cước.",
            code="national_id_is_cmnd",
        )
    return _of_length(digits, NATIONAL_ID_DIGITS, "Số định danh cá nhân (CCCD)")


def national_id_doubts(number: str, sex: str | None, born: PartialDate | None) -> list[str]:
    """Where the number and the record disagree: warnings, since cards with mistakes exist."""
    century, year = int(number[3]) // 2, int(number[4:6])
    number_sex = "nữ" if int(number[3]) % 2 else "nam"
    number_year = 1900 + century * 100 + year
    doubts = []
    record_sex = _sex_word(sex)
    if record_sex and record_sex != number_sex:
        doubts.append(f"Chữ số thứ tư của số định danh cho biết là {number_sex}, hồ sơ ghi {record_sex}.")
    if born and born.year != number_year:
        doubts.append(f"Số định danh cho biết sinh năm {number_year}, hồ sơ ghi {born.year}.")
    return doubts


def _sex_word(sex: str | None) -> str | None:
    folded = fold(sex or "")
    return "nam" if folded in _MALE else "nữ" if folded in _FEMALE else None


def cmnd(text: str) -> str:
    """The old 9-digit identity number, kept to recognise people by."""
    return _of_length(_digits(text, "Số CMND", CMND_DIGITS), CMND_DIGITS, "Số CMND cũ")


def social_insurance(text: str) -> str:
    digits = _digits(text, "Mã số BHXH", SOCIAL_INSURANCE_DIGITS)
    return _of_length(digits, SOCIAL_INSURANCE_DIGITS, "Mã số BHXH")


def insurance_card(text: str) -> str:
    """A health insurance card: 15 signs, or since April 2021 the 10-digit social insurance code."""
    number = _without_separators(text).upper()
    if number.isdigit() or _SCIENTIFIC.fullmatch(text.strip()):
        return social_insurance(text)
    if len(number) != INSURANCE_CARD_SIGNS:
        raise Refused(
            f"Số thẻ BHYT có {INSURANCE_CARD_SIGNS} ký tự, ví dụ GD4010123456789, hoặc 10 chữ số; "
            f"đã gõ {len(number)} ký tự. Xem lại trên thẻ.",
            code="insurance_card_length",
        )
    if not _CARD.fullmatch(number):
        raise Refused(
            f"Số thẻ BHYT “{number}” không đúng dạng: 2 chữ cái, một số từ 1 đến 5, rồi 12 chữ số. "
            "Xem lại chữ O và số 0, chữ I và số 1.",
            code="insurance_card_shape",
        )
    return number


def phone(text: str) -> str:
    """A Vietnamese telephone number as it is dialled inside the country."""
    number = re.sub(r"[()/]", "", _without_separators(text))
    number = re.sub(r"^(\+|00)?84(?=[2-9]|0)0?", "0", number) if len(number) >= 11 else number
    if re.fullmatch(r"0[35789][0-9]{8}|02[0-9]{9}", number):
        return number
    if len(number) == 11 and number[:4] in _RENAMED_MOBILES:
        today = _RENAMED_MOBILES[number[:4]] + number[4:]
        raise Refused(f"Đầu số {number[:4]} đã đổi từ năm 2018; số nay là {today}.", code="phone_renamed")
    if re.fullmatch(r"[35789][0-9]{8}", number):
        raise Refused(f"Số điện thoại thiếu số 0 ở đầu; có phải 0{number}?", code="phone_zero_lost")
    raise Refused(
        f"“{text.strip()}” không phải số điện thoại: di động có 10 chữ số (03, 05, 07, 08, 09…), "
        "máy bàn có 11 chữ số (02…).",
        code="phone_shape",
    )


def passport(text: str) -> str:
    number = _without_separators(text).upper()
    if not re.fullmatch(r"(?=.*[0-9])[A-Z0-9]{6,12}", number):
        raise Refused(
            f"“{text.strip()}” không phải số hộ chiếu: 6 đến 12 chữ cái và chữ số, ví dụ C1234567.",
            code="passport_shape",
        )
    return number


def _without_separators(text: str) -> str:
    return re.sub(r"[\s.\-–]", "", unicodedata.normalize("NFKC", text))


def _digits(text: str, name: str, length: int) -> str:
    if not text.strip():
        raise Refused(f"{name} còn trống.", code="number_missing")
    if _SCIENTIFIC.fullmatch(text.strip()) or _DECIMAL_TAIL.fullmatch(text.strip()):
        raise _refusal_of(looks_broken_by_excel(text, length))
    number = _without_separators(text)
    if strange := re.search(r"[^0-9]", number):
        raise Refused(
            f"{name} chỉ gồm chữ số; ở đây có “{strange[0]}”. Xem lại chữ O và số 0, chữ I và số 1.",
            code="number_not_digits",
        )
    return number


def _of_length(digits: str, length: int, name: str) -> str:
    if len(digits) == length and set(digits) != {"0"}:
        return digits
    if len(digits) == length:
        raise Refused(f"{name} không thể toàn số 0. Chưa biết số thì để trống.", code="number_all_zeros")
    broken = looks_broken_by_excel(digits, length)
    hint = f" Nếu chép từ Excel thì có thể mất số 0 ở đầu: {broken.suggestion}." if broken else ""
    amount = "mới gõ" if len(digits) < length else "đã gõ"
    raise Refused(
        f"{name} có {length} chữ số; {amount} {len(digits)} chữ số. Xem lại trên giấy tờ.{hint}",
        code="number_length",
    )


def _refusal_of(broken: BrokenNumber | None) -> Refused:
    return Refused(broken.reason if broken else "Số không đọc được. Gõ lại từ giấy tờ.", code="number_broken")
