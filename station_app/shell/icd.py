"""A diagnosis by its ICD-10 code: found by the code, or by words without marks."""

import re
from collections.abc import Sequence
from typing import Final

import resources
from station_app.common.names import fold
from station_app.shell.fields import CodeField
from station_app.shell.suggestions import Suggestion

MOST_CODES: Final = 9
_CODE: Final = re.compile(r"[A-Za-z][0-9]{2}(\.[0-9]{1,2})?")


def icd_field(name: str) -> CodeField:
    """`name` is the record's field that holds the code."""
    return CodeField(
        name,
        "Mã ICD-10",
        icd_search,
        icd_label,
        placeholder="Tên bệnh hoặc mã",
    )


def icd_search(typed: str) -> Sequence[Suggestion]:
    """By the beginning of the code or words without marks; a code outside the list is taken as it is."""
    words = fold(typed).split()
    code = typed.strip().upper()
    begun = [one for one in resources.codes("icd10_common") if one.code.startswith(code)]
    named = [one for one in resources.codes("icd10_common") if one not in begun and _has(one.label, words)]
    rows = [Suggestion(one.code, one.label, one.code) for one in (*begun, *named)[:MOST_CODES]]
    if _CODE.fullmatch(code) and all(row.key != code for row in rows):
        rows.append(Suggestion(code, "Mã khác, tự ghi tên bệnh", code))
    return rows


def icd_label(code: str) -> str:
    name = icd_name(code)
    return f"{code} · {name}" if name else code


def icd_name(code: str) -> str:
    return next((one.label for one in resources.codes("icd10_common") if one.code == code), "")


def _has(label: str, words: Sequence[str]) -> bool:
    folded = f" {fold(label)}"
    return bool(words) and all(f" {word}" in folded for word in words)
