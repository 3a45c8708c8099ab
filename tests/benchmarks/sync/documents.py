"""The same commune as documents: one per person, household, visit and dose."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.benchmarks.day import AS_OF
from tests.benchmarks.sync.commune import Row, Tables
from tests.benchmarks.sync.edits import Edit

Document = dict[str, Any]
AUTHOR = "YS. Lò Thị Hạnh"


def documents(tables: Tables) -> Iterator[Document]:
    """Who lives where and the numbers of a person stand in the person's own document."""
    homes = {row["person"]: row for row in tables["household_member"]}
    papers: dict[str, list[Document]] = {}
    for row in tables["identifier"]:
        kept = {name: row[name] for name in ("type", "value", "status", "source")}
        papers.setdefault(row["person"], []).append(kept)
    for entity in ("household", "person", "dose", "visit"):
        for row in tables[entity]:
            document = _document(entity, row)
            if entity == "person":
                home = homes[row["id"]]
                document |= {name: home[name] for name in ("household", "relation", "residence", "from_date")}
                document["identifiers"] = papers.get(row["id"], [])
            yield document


def new_documents(edits: Iterable[Edit]) -> Iterator[Document]:
    return (_document(edit.entity, {"id": edit.id, **edit.values}) for edit in edits if edit.new)


def changed_fields(edits: Iterable[Edit]) -> list[tuple[str, Mapping[str, Any]]]:
    """For documents that are there: which fields get which value."""
    return [(_name(edit.entity, edit.id), edit.values) for edit in edits if not edit.new]


def write_lines(path: Path, things: Iterable[Any]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for thing in things:
            file.write(compact(thing) + "\n")


def compact(thing: Any) -> str:
    return json.dumps(thing, ensure_ascii=False, separators=(",", ":"))


def _document(entity: str, row: Row) -> Document:
    values = {name: value for name, value in row.items() if name != "id" and value is not None}
    head = {"_id": _name(entity, row["id"]), "type": entity}
    return head | values | {"updated_at": f"{AS_OF}T01:00:00Z", "updated_by": AUTHOR}


def _name(entity: str, record: str) -> str:
    return f"{entity}:{record}"
