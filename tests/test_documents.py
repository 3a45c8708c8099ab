"""What the pages say is what the code does: names, tables, codes, commands, examples."""

import ast
import hashlib
import re
import shlex
from collections.abc import Iterator

import msgspec
import pytest

import resources
from station_app.app.rooms import CATALOGUE
from station_app.cli.parser import parser
from sync import compare, message, parcel, seed, testimony
from sync.codec import decode, encode
from sync.gateway import cli as warehouse
from sync.gateway.refusal import REASONS
from sync.gateway.tables import BOOKS
from sync.ledger import TABLES
from sync.merge import State, apply, canonical, deliverable
from sync.policy import Kind, Policy
from tests import pages
from tests.tree import ROOT, Source, product

PROTOCOL = (ROOT / "sync" / "PROTOCOL.md").read_text("utf-8")
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
GUIDE = pages.GUIDE.read_text("utf-8")
WRITTEN = [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CHANGELOG.md", "sync/PROTOCOL.md")]

CODE = re.compile(r"\b(?:T-\d{3}|TR-K\d{2})\b")
LINE_CODE = re.compile(r"\bT-21-([a-z_-]+)")
MAKE_AGAIN = "run python -m tests.pages"


def _named(page: str) -> set[str]:
    """Everything between backticks, and the words in it."""
    marked = re.findall(r"`([^`\n]+)`", page)
    return {*marked, *(word for text in marked for word in re.findall(r"\w+", text))}


# The protocol


def _messages() -> Iterator[tuple[type[msgspec.Struct], str]]:
    for kind in (kind for module in (message, compare, seed, testimony) for kind in vars(module).values()):
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind is not msgspec.Struct:
            yield from ((kind, field) for field in kind.__struct_fields__)


def test_the_protocol_names_every_message_and_every_field_of_it():
    named = _named(PROTOCOL)
    missing = [
        f"{kind.__name__}.{field}"
        for kind, field in _messages()
        if kind.__name__ not in PROTOCOL or field not in named
    ]
    assert not missing


def test_the_protocol_names_fields_as_they_go_over_the_wire():
    ask = msgspec.json.decode(parcel._encoder.encode(message.Ask(1, "d", "e", 0, 0, b"")))
    table = dict(re.findall(r"^\| `(\w+)` \| `(\w+)` \|", PROTOCOL, re.MULTILINE))
    wire = dict(zip(message.Ask.__struct_fields__, message.Ask.__struct_encode_fields__, strict=True))
    assert table == wire
    assert ask.keys() <= set(wire.values())


def test_the_protocol_tells_what_every_table_is_for():
    station = set(re.findall(r"CREATE TABLE (\w+)", "\n".join(TABLES)))
    told = set(re.findall(r"^\| `((?:sync|gateway)_\w+)` \|", PROTOCOL, re.MULTILINE))
    assert told == station | set(BOOKS.tables)


def test_the_protocol_lists_every_refusal_with_its_status():
    table = dict(re.findall(r"^\| `([a-z-]+)` \| (\d{3}) \|", PROTOCOL, re.MULTILINE))
    assert table == {code: str(status) for code, (status, _) in REASONS.items()}


def test_the_protocol_explains_every_kind_and_every_policy():
    first_cells = set(re.findall(r"^\| `(\w+)`", PROTOCOL, re.MULTILINE))
    assert {*map(str, Kind), *map(str, Policy)} <= first_cells


def test_the_sections_that_the_code_points_to_are_there():
    sections = dict(re.findall(r"^## (\d+)\. (.+)$", PROTOCOL, re.MULTILINE))
    assert sections["3"] == "The rules"
    assert sections["8"] == "The tables of a station"
    pointed = {n for source in product() for n in re.findall(r"PROTOCOL\.md §(\d+)", source.text)}
    assert pointed <= sections.keys()


def test_the_example_of_the_protocol_is_what_travels():
    whole = PROTOCOL.partition("<!-- example:start -->")[2].partition("<!-- example:end -->")[0]
    payloads = [text.encode() for text in re.findall(r"```json\n(.*?)\n```", whole, re.DOTALL)]
    state, device = State(), "7n7izvbjar"
    for payload in payloads:
        transaction = decode(device, payload)
        assert encode(transaction) == payload
        assert f"{len(payload)}" in PROTOCOL
        assert hashlib.sha256(payload).hexdigest() in PROTOCOL
        [change] = transaction.changes
        assert deliverable(state, device, change)
        apply(state, device, change, transaction.mark())
    assert len(payloads) == 2
    assert canonical(change.record, state).decode() in PROTOCOL


def test_the_limits_and_versions_are_those_of_the_code():
    assert f"default {message.PAGE}" in PROTOCOL
    assert message.BODY_LIMIT == 8 * 2**20
    assert f"| {message.PROTOCOL} | 2026-11 |" in PROTOCOL


# The house


def test_every_place_and_name_in_the_journey_exists():
    rows = re.findall(r"^\| \d+ \| .+? \| (.+?) \| (.+?) \|$", ARCHITECTURE, re.MULTILINE)
    assert len(rows) > 15
    for places, names in rows:
        known = {name for place in re.findall(r"`(.+?)`", places) for name in _defined(place)}
        assert set(re.findall(r"`(.+?)`", names)) <= known, places


def _defined(place: str) -> Iterator[str]:
    for node in Source(ROOT / place).tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        if isinstance(node, ast.ClassDef):
            yield from (
                f"{node.name}.{part.name}"
                for part in node.body
                if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef)
            )


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.name)
def test_every_file_a_page_names_is_there(page):
    text = page.read_text("utf-8")
    places = [ROOT, ROOT / "station_app", page.parent]
    named = re.findall(r"`([\w./-]+/[\w./-]*\.(?:py|json|md|toml|db))`", text)
    linked = re.findall(r"\]\(([\w./-]+)(?:#[^)]*)?\)", text)
    made = re.compile(r"^build/")
    missing = [
        name
        for name in (*named, *linked)
        if not made.match(name) and not any((place / name).exists() for place in places)
    ]
    assert not missing


def test_the_architecture_names_every_module_of_sync():
    modules = [path.stem for path in (ROOT / "sync").glob("*.py") if path.stem != "__init__"]
    gateway = [path.stem for path in (ROOT / "sync/gateway").glob("*.py") if not path.stem.startswith("__")]
    supporting = {"tables", "bulk", "buckets", "refusal", "warehouse"}
    named = _named(ARCHITECTURE)
    assert not [name for name in modules if f"sync/{name}.py" not in named]
    assert not [name for name in gateway if name not in named and name not in supporting]


def test_the_readme_names_what_make_can_make():
    targets = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert not [target for target in targets if target != "help" and f"make {target}" not in README]


def test_the_first_steps_are_commands_that_parse(capsys):
    block = README.partition("<!-- first-steps:start -->")[2].partition("<!-- first-steps:end -->")[0]
    lines = [
        line.partition(" #")[0]
        for line in re.findall(
            r"(?:^|\$\(|\s)((?:station|warehouse) (?:--home|serve|enroll|status).*)", block
        )
    ]
    assert len(lines) >= 10
    for line in lines:
        words = shlex.split(re.split(r" \||\)$| &$", line)[0])
        if words[0] == "station":
            assert parser().parse_args(words[1:]).verb
        else:
            with pytest.raises(SystemExit):
                warehouse.main([*words[1:2], "--help"])
            said = capsys.readouterr().out
            assert all(option in said for option in words if option.startswith("--")), line


def test_the_benchmark_finds_its_place_in_the_readme():
    assert README.index("<!-- bench:start -->") < README.index("<!-- bench:end -->")


# The data dictionary


def test_the_catalogue_of_the_province_is_that_of_the_rooms():
    assert resources.text("catalog.json") == CATALOGUE.to_json(), MAKE_AGAIN


def test_the_data_dictionary_is_that_of_the_rooms():
    assert pages.DICTIONARY.read_text("utf-8") == pages.dictionary(), MAKE_AGAIN
    assert len(pages.code_lists()) > 20


def test_the_page_of_rights_is_the_matrix():
    assert pages.ACCESS.read_text("utf-8") == pages.access(), MAKE_AGAIN


def test_the_page_of_the_policy_is_what_may_be_signed():
    assert pages.POLICY.read_text("utf-8") == pages.policy_terms(), MAKE_AGAIN


# The guide


def test_every_error_code_is_in_the_guide_and_no_other():
    said = {code for source in product() for word in source.words() for code in CODE.findall(str(word.value))}
    assert len(said) > 15
    assert said == set(CODE.findall(GUIDE))


def test_every_refusal_of_the_province_is_in_the_guide():
    told = {code for code, (status, _) in REASONS.items() if status < 500}
    here = {
        str(node.args[0].value)
        for source in product()
        if source.name in ("sync/https.py", "sync/refused.py")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Turned"
        if node.args and isinstance(node.args[0], ast.Constant)
    }
    assert told | here == set(LINE_CODE.findall(GUIDE))


def test_every_command_is_in_the_guide():
    assert pages.with_commands(GUIDE) == GUIDE, MAKE_AGAIN
    assert not [verb for verb in pages.verbs() if f"`station {verb}" not in GUIDE]


def test_every_command_of_the_warehouse_is_in_the_guide(capsys):
    with pytest.raises(SystemExit):
        warehouse.main(["--help"])
    verbs = re.findall(r"^    (\w+) ", capsys.readouterr().out, re.MULTILINE)
    assert {"serve", "enroll", "revoke", "status", "export"} <= set(verbs)
    assert not [verb for verb in verbs if f"`warehouse {verb}" not in GUIDE]


def test_the_keys_of_the_guide_are_those_of_the_window():
    rooms = re.findall(r'Room\([^,]+, "(.+?)", "\w+", "(F\d+)"', _text("station_app/app/compose.py"))
    assert len(rooms) > 4
    assert not [name for name, key in rooms if f"| `{key}` | {name} |" not in GUIDE]
    assert not [name for name, key in rooms if f"| {name} | {key} |" not in README]


def _text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def test_links_within_the_guide_lead_somewhere():
    headings = {
        re.sub(r"[^\w\s-]", "", heading.lower()).strip().replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", GUIDE, re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", GUIDE)) <= headings
