"""The register of requests is read by the whole station: it must not tell an illness that is sealed."""

from collections.abc import Iterable, Mapping
from typing import Any

from station_app.common.errors import Refused
from station_app.store.restriction import restricted_category
from station_app.store.verbs import Entity, Kind


def refuse_telling(entity: Entity, values: Mapping[str, Any]) -> None:
    """Raises Refused, under its field, for words that name a restricted illness."""
    texts = {field.name: values.get(field.name) for field in entity.fields if field.kind is Kind.TEXT}
    refuse_words(texts.items())


def refuse_words(texts: Iterable[tuple[str, Any]]) -> None:
    for name, words in texts:
        if words and restricted_category(None, None, words=str(words)):
            raise Refused(
                "Chỗ này cả trạm đọc được, không ghi tên bệnh thuộc nhóm hạn chế. Ghi chung, ví dụ: một chẩn "
                "đoán đã nói với trưởng trạm.",
                name,
                code="tells_restricted",
            )
