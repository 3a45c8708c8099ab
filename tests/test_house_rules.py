"""The rules of the house that a machine can read."""

import ast
import re
import sys
from fnmatch import fnmatch
from statistics import median

import pytest
from PySide6.QtWidgets import QLabel

from tests.tree import ROOT, Source, everything, product

LONGEST_FILE, USUAL_FILE = 400, 100
LONGEST_FUNCTION, USUAL_FUNCTION = 50, 8
PURE = (
    "station_app/*/rules*",
    "station_app/*/schedule*",
    "sync/change.py",
    "sync/merge.py",
    "sync/policy.py",
)
MIGRATIONS = "station_app/store/migrations/*"
VAGUE = re.compile(r"(^|_)(helper|util|manager|misc)s?($|_)|(Helper|Util|Manager)s?$")
COLOUR = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
SIZE = re.compile(r"\b\d+(?:px|pt)\b")


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _is_one_of(source: Source, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch(source.name, pattern) for pattern in patterns)


def test_no_file_is_longer_than_a_reader_has_patience_for():
    # A migration is a list of statements, frozen once it is released: nobody reads it as code.
    read = [source for source in everything() if not fnmatch(source.name, MIGRATIONS)]
    assert not {source.name: source.length for source in read if source.length > LONGEST_FILE}
    usual = median(source.length for source in product() if source.path.name != "__init__.py")
    assert usual <= USUAL_FILE


def test_a_function_is_a_screenful_and_usually_a_few_lines():
    lengths = {
        f"{source.name}:{function.lineno} {function.name}": _length(function)
        for source in product()
        for function in source.functions()
    }
    assert not {place: length for place, length in lengths.items() if length > LONGEST_FUNCTION}
    assert median(lengths.values()) <= USUAL_FUNCTION


def test_every_file_says_in_a_sentence_what_it_is():
    def says_nothing(source: Source) -> bool:
        sentence = (ast.get_docstring(source.tree) or "").split("\n\n")[0]
        return not sentence.rstrip().endswith((".", "?", "!", ":")) or sentence.startswith("This ")

    assert not [source.name for source in everything() if says_nothing(source)]


def test_nothing_is_left_for_later():
    later = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
    pages = [*ROOT.glob("*.md"), *(ROOT / "sync").rglob("*.md")]
    texts = {source.name: source.text for source in everything()} | {
        p.name: p.read_text("utf-8") for p in pages
    }
    assert not [name for name, text in texts.items() if later.search(text)]


def test_tests_use_the_real_thing():
    forbidden = re.compile(r"unittest[.]mock|monkeypatch[.]set" + r"attr|\bmocker\b|MagicM" + r"ock")
    assert not [
        source.name
        for source in everything()
        if source.path.name != "test_house_rules.py" and forbidden.search(source.text)
    ]


def test_names_say_what_a_thing_is():
    classes = [
        f"{source.name}: {node.name}"
        for source in everything()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef) and VAGUE.search(node.name)
    ]
    assert not classes
    assert not [source.name for source in everything() if VAGUE.search(source.path.stem)]


def test_an_import_inside_a_function_says_why_it_is_lazy():
    silent = [
        f"{source.name}:{line}"
        for source in product()
        for function in source.functions()
        for line, _ in source.imports(function)
        if "lazy:" not in source.line(line)
    ]
    assert not silent


def test_common_uses_the_standard_library_alone():
    foreign = [
        f"{source.name}:{line} {name}"
        for source in product()
        if source.name.startswith("station_app/common/")
        for line, name in source.imports()
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("station_app.common")
    ]
    assert not foreign


def test_rules_are_told_the_day_and_never_look_at_the_clock():
    looks = [
        f"{source.name}:{node.lineno}"
        for source in product()
        if _is_one_of(source, PURE)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and node.attr in ("now", "today", "utcnow", "monotonic")
        if isinstance(node.value, ast.Name) and node.value.id in ("date", "datetime", "time", "dt")
    ]
    assert not looks


def test_a_migration_knows_nothing_of_the_app():
    knows = [
        f"{source.name}:{line} {name}"
        for source in product()
        if fnmatch(source.name, MIGRATIONS + "versions/*")
        for line, name in source.imports()
        if name.split(".")[0] in ("station_app", "sync", "resources")
    ]
    assert not knows


@pytest.mark.parametrize(
    "pattern, homes",
    [
        pytest.param(COLOUR, ("station_app/shell/theme.py",), id="colours"),
        pytest.param(SIZE, ("station_app/shell/theme.py", "station_app/shell/style.py"), id="sizes"),
    ],
)
def test_colours_and_sizes_of_the_window_live_with_the_tokens(
    pattern: re.Pattern[str], homes: tuple[str, ...]
):
    # Paper has its own measures, in millimetres.
    astray = [
        f"{source.name}:{word.lineno} {word.value!r}"
        for source in product()
        if source.name.startswith("station_app/") and not source.name.startswith("station_app/paper/")
        if source.name not in homes
        for word in source.words()
        if pattern.search(str(word.value))
    ]
    assert not astray


def test_architecture_names_every_room():
    told = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rooms = [path.parent.name for path in (ROOT / "station_app").glob("*/__init__.py")]
    assert not [room for room in rooms if room not in told]


def test_every_package_we_ship_is_named_with_its_licence():
    locked = re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements/runtime.lock").read_text(), re.MULTILINE)
    told = (ROOT / "NOTICE").read_text(encoding="utf-8").lower().replace("_", "-")
    assert locked
    assert not [name for name in locked if name not in told]


def test_the_developers_run_what_the_station_runs():
    def pins(name: str) -> set[str]:
        return set(
            re.findall(r"^([a-z0-9-]+==\S+)", (ROOT / f"requirements/{name}.lock").read_text(), re.MULTILINE)
        )

    assert pins("runtime") <= pins("dev")


def test_qt_gives_none_back_as_often_as_it_takes_it(qtbot):
    """Qt for Python 6.12 loses a reference of None with each call on Python 3.11, until the process dies."""
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for number in range(1000):
        label.setText(str(number))
    assert abs(sys.getrefcount(None) - before) < 100
