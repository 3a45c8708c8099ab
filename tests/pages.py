"""The pages and parts of pages that are made from the code: `python -m tests.pages` writes them anew."""

import argparse
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import msgspec

import resources
from station_app.app.rooms import CATALOGUE
from station_app.cli.parser import parser
from station_app.privacy.service import PersonRecord
from station_app.staff.rules import NOBODY, labels, matrix
from station_app.store.policy import Term, bounds, example, terms
from sync.policy import Entity, Field, Kind, Policy
from tests.tree import ROOT

CATALOGUE_FILE = ROOT / "resources" / "catalog.json"
DICTIONARY = ROOT / "docs" / "du-lieu.md"
GUIDE = ROOT / "docs" / "huong-dan.md"
ACCESS = ROOT / "docs" / "quyen.md"
POLICY = ROOT / "docs" / "chinh-sach.md"
PERSON_RECORD = ROOT / "resources" / "privacy" / "person_record.schema.json"
COMMANDS = ("<!-- commands:start -->", "<!-- commands:end -->")

_KINDS = {
    Kind.TEXT: "chữ",
    Kind.CODE: "mã",
    Kind.INTEGER: "số nguyên",
    Kind.DECIMAL: "số",
    Kind.BOOLEAN: "có, không",
    Kind.DATE: "ngày, tháng hoặc năm",
    Kind.INSTANT: "ngày giờ (UTC)",
    Kind.REFERENCE: "trỏ tới",
}
_POLICIES = {
    Policy.ONCE: "sớm nhất, hỏi",
    Policy.REVIEW: "mới nhất, hỏi",
    Policy.LATEST: "mới nhất",
}
_INTRODUCTION = """# Từ điển dữ liệu

Trang này được làm ra từ phần mềm (`python -m tests.pages`), đừng sửa tay.
Bản cho máy đọc: `resources/catalog.json`.

Tên mục tiếng Anh dùng trong lệnh `station`, trong `catalog.json` và trong các bảng của kho tỉnh.
Nhãn tiếng Việt là chữ trên màn hình.

- **Bắt buộc**: bản ghi mới phải có. **Riêng tư**: nhận ra được một người.
- **Hai máy ghi khác nhau** thì hiện giá trị nào, và có hỏi người không. Không giá trị nào bị bỏ: tất cả
  còn trong lịch sử.
- **Chuyên môn**: sửa phải ghi lý do.
- Ngày có thể chỉ biết năm (`1988`) hoặc tháng (`1988-03`). Số thập phân viết với dấu chấm (`36.5`).
- Mã theo danh mục nào thì xem tệp `resources/codes/<danh mục>.json`. Mã lạ từ máy khác vẫn được giữ nguyên.

Mỗi bản ghi còn có `id` (UUIDv7), `gone` (lý do huỷ, nếu đã huỷ) và người ghi, điểm trạm, máy, giờ ghi
đầu tiên.

"""


def dictionary() -> str:
    """The data dictionary for people, from the rooms' own declarations."""
    entities = CATALOGUE.entities.values()
    content = "".join(f"- [{entity.label}](#{entity.name}) `{entity.name}`\n" for entity in entities)
    return _INTRODUCTION + content + "".join(_entity(entity) for entity in entities)


def _entity(entity: Entity) -> str:
    about = "chính nó" if entity.subject == "id" else f"`{entity.subject}`"
    clinical = " Chuyên môn: sửa phải ghi lý do." if entity.clinical else ""
    head = (
        f'\n<a id="{entity.name}"></a>\n\n## {entity.label} (`{entity.name}`)\n\nNói về: {about}.{clinical}\n'
    )
    table = "\n| Mục | Nhãn | Kiểu | Hai máy ghi khác nhau | Ghi chú |\n|---|---|---|---|---|\n"
    return head + table + "".join(_row(field) for field in entity.fields)


def _row(field: Field) -> str:
    kind = _KINDS[field.kind] + (f" `{field.refers}`" if field.refers else "")
    notes = [
        "bắt buộc" if field.required else "",
        "riêng tư" if field.sensitive else "",
        f"danh mục `{field.codes}`" if field.codes else "",
        f"đơn vị {field.unit}" if field.unit else "",
    ]
    said = ", ".join(note for note in notes if note)
    return f"| `{field.name}` | {field.label} | {kind} | {_POLICIES[field.policy]} | {said} |\n"


def commands() -> str:
    """Every command with its arguments, from the parser itself."""
    rows = ["| Lệnh | Làm gì |", "|---|---|"]
    rows += [f"| `{usage}` | {words} |" for usage, words in _commands()]
    return "\n".join(rows) + "\n"


def verbs() -> Mapping[str, argparse.ArgumentParser]:
    [choices] = [
        action.choices
        for action in parser()._actions
        if isinstance(action, argparse._SubParsersAction)  # how argparse gives its commands
    ]
    return choices


def _commands() -> Iterator[tuple[str, str]]:
    for name, sub in verbs().items():
        shown = [part for action in sub._actions if (part := _argument(action))]
        yield " ".join(["station", name, *shown]), sub.description or ""


_COMMON = {"--help", "--json", "--user", "--password-file"}


def _argument(action: argparse.Action) -> str:
    if _COMMON & set(action.option_strings):
        return ""
    value = (
        "{" + ",".join(map(str, action.choices)) + "}" if action.choices else action.metavar or action.dest
    )
    if not action.option_strings:
        return f"{value} …" if action.nargs in ("*", "+") else str(value)
    name = action.option_strings[0]
    worded = name if action.nargs == 0 else f"{name} {str(value).upper()}"
    return worded if action.required else f"[{worded}]"


def code_lists() -> set[str]:
    """Every list of codes that a field refers to; a missing one is a fault."""
    named = {field.codes for entity in CATALOGUE.entities.values() for field in entity.fields if field.codes}
    return {name for name in named if resources.codes(name)}


def with_commands(page: str) -> str:
    start, end = COMMANDS
    return re.sub(
        f"{re.escape(start)}.*?{re.escape(end)}",
        lambda _: f"{start}\n{commands()}{end}",
        page,
        flags=re.DOTALL,
    )


def access() -> str:
    """The matrix of rights, as `resources/access.json` has it."""
    read = json.loads(resources.text("access.json"))
    edition, roles = matrix(), labels()
    until = f" đến {edition.valid_to:%d/%m/%Y}" if edition.valid_to else ""
    head = (
        f"# {read['label']}\n\n"
        "Trang này được làm ra từ `resources/access.json` (`python -m tests.pages`), đừng sửa tay.\n"
        f"Có hiệu lực từ {edition.valid_from:%d/%m/%Y}{until}. Căn cứ: {read['source']}.\n\n"
        f"| Quyền | {' | '.join(roles.values())} |\n|---|{':-:|' * len(roles)}\n"
    )
    lines = [
        f"| {line.label} `{line.right}` | {' | '.join(_granted(line.roles, role) for role in roles)} |\n"
        for line in edition.lines
    ]
    written = [
        f"- `{line.right}`: {', '.join(CATALOGUE.entities[name].label.lower() for name in line.records)}.\n"
        for line in edition.lines
        if line.records
    ]
    shown = [
        f"- `{line.right}`: {', '.join(CATALOGUE.entities[name].label.lower() for name in line.shows)}.\n"
        for line in edition.lines
        if line.shows
    ]
    return (
        head
        + "".join(lines)
        + f"\n**{roles[NOBODY]}**: {read['nobody_means']}.\n\n"
        + "Bản ghi nào cần quyền nào để ghi; máy hỏi trước mỗi lần lưu, bằng màn hình hay bằng lệnh:\n\n"
        + "".join(written)
        + "\nBản ghi nào cần quyền nào để xem; các loại khác thì ai có khoá cũng xem:\n\n"
        + "".join(shown)
        + "\nCán bộ tin học không có khoá: mật khẩu của họ không mở được gì trên đĩa. Việc của họ là "
        "ký chính sách (`station.toml`).\nMỗi người tự sửa được họ tên, chức danh, số giấy phép của mình.\n"
    )


def policy_terms() -> str:
    """What `station.toml` may say, as `resources/policies/station.json` has it."""
    read = json.loads(resources.text("policies/station.json"))
    rows = [
        f"| `{term.section}.{term.name}` | {term.label} | {_usual(term)} | {bounds(term)} |\n"
        for term in terms().values()
    ]
    return (
        f"# {read['label']}\n\n"
        "Trang này được làm ra từ `resources/policies/station.json` (`python -m tests.pages`).\n"
        f"Căn cứ: {read['source']}.\n\n"
        "| Mục | Nghĩa là | Khi không đặt | Đặt được |\n|---|---|---|---|\n"
        + "".join(rows)
        + "\n`serial` tăng mỗi lần ký; `station` là mã trạm, để trống thì dùng cho mọi trạm. Mẫu:\n\n"
        f"```toml\n{example()}```\n"
    )


def _usual(term: Term) -> str:
    if isinstance(term.default, tuple):
        return ", ".join(term.default) or "không"
    return f"{term.default} {term.unit}"


def _granted(roles: frozenset[str], role: str) -> str:
    return "✓" if role in roles else "–"


def person_record() -> str:
    """The JSON Schema of the file that a person is given, from its declarations."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | msgspec.json.schema(PersonRecord)
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


PAGES: Mapping[Path, Callable[[], str]] = {
    CATALOGUE_FILE: CATALOGUE.to_json,
    DICTIONARY: dictionary,
    PERSON_RECORD: person_record,
    ACCESS: access,
    POLICY: policy_terms,
    GUIDE: lambda: with_commands(GUIDE.read_text("utf-8")),
}

if __name__ == "__main__":
    for page, made in PAGES.items():
        page.write_text(made(), "utf-8")
