"""The province's receipt as a sheet: its facts from the exchange, the letterhead of the station."""

from station_app.app.summary import imprint, letterhead
from station_app.exchange.service.proved import ReceiptFacts, receipt_facts
from station_app.exchange.sheet import receipt_pdf
from station_app.store.database import Database


def newest(database: Database) -> ReceiptFacts:
    """Raises Refused where the province has given none yet."""
    return receipt_facts(database)


def sheet(database: Database) -> bytes:
    return receipt_pdf(receipt_facts(database), letterhead(database), imprint(database))
