"""What a script may ask for requests, consents and restrictions."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import or_, select

from station_app.common.names import fold
from station_app.people.model import PersonSearch
from station_app.privacy.model import Consent, DataRequest, ProcessingRestriction
from station_app.privacy.service import consents, handling
from station_app.store.database import Database
from station_app.store.listing import about, rows
from station_app.store.verbs import Row, Values, Verbs


def _told_request(database: Database, values: Values) -> str:
    """A script has nobody to ask: what is only unlikely is believed."""
    return handling.register_request(database, values, confirmed=True)


def _find(database: Database, model: Any, query: str, limit: int) -> list[Row]:
    """Newest first; by the record, the person, a request's code, or a name."""
    statement = select(model).where(model.gone.is_(None)).order_by(model.id.desc())
    if asked := query.strip():
        named = select(PersonSearch.person).where(PersonSearch.folded.contains(fold(asked)))
        wanted = about(model, asked, named)
        if model is DataRequest:
            wanted = or_(wanted, DataRequest.code == asked.upper())
        statement = statement.where(wanted)
    with database.reading() as session:
        return rows(session, statement, limit)


VERBS: Mapping[str, Verbs] = {
    "data_request": Verbs(
        _told_request,
        handling.correct_request,
        handling.withdraw_request,
        lambda database, query, limit: _find(database, DataRequest, query, limit),
    ),
    "consent": Verbs(
        consents.record_consent,
        consents.correct_consent,
        consents.retract_consent,
        lambda database, query, limit: _find(database, Consent, query, limit),
    ),
    "processing_restriction": Verbs(
        consents.restrict,
        consents.correct_restriction,
        consents.retract_restriction,
        lambda database, query, limit: _find(database, ProcessingRestriction, query, limit),
    ),
}
