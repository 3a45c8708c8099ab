"""What the vial open in this session and the product itself let the nurse leave untyped."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

import resources
from station_app.immunization.model import Dose
from station_app.immunization.service.packs import PRODUCTS
from station_app.store.database import Database

SESSIONS_BACK_DAYS = 60
BY_LOT = "theo lô được cấp"
"""The pack's word for a product whose maker changes with the lot."""


@dataclass(frozen=True, slots=True)
class Vial:
    """Lot, expiry and maker of the last dose given here; place, route and amount as the product is given."""

    lot: str | None = None
    expiry: str | None = None
    manufacturer: str | None = None
    site: str | None = None
    route: str | None = None
    volume: str | None = None
    program: str | None = None


def last_lot(database: Database, vaccine: str) -> Vial:
    """Defaults for the next dose of a product at this service point; an expired lot is never offered."""
    product = next((code.extra for code in resources.codes(PRODUCTS) if code.code == vaccine), {})
    today = database.clock.today()
    with database.reading() as session:
        last = session.execute(
            select(Dose.lot, Dose.expiry, Dose.manufacturer)
            .where(
                Dose.given_on >= (today - timedelta(days=SESSIONS_BACK_DAYS)).isoformat(),
                Dose.vaccine == vaccine,
                Dose.point == database.author.point,
                Dose.historical.is_not(True),
                Dose.gone.is_(None),
                Dose.lot.is_not(None),
            )
            .order_by(Dose.given_on.desc(), Dose.given_at.desc(), Dose.id.desc())
            .limit(1)
        ).first()
    usable = (
        last
        if last and (last.expiry is None or last.expiry >= today.isoformat()[: len(last.expiry)])
        else None
    )
    maker = product.get("manufacturer")
    amount = f"{product['volume']} {product['unit']}" if product.get("volume") else None
    return Vial(
        lot=usable.lot if usable else None,
        expiry=usable.expiry if usable else None,
        manufacturer=(usable.manufacturer if usable else None) or (None if maker == BY_LOT else maker),
        site=product.get("site"),
        route=product.get("route"),
        volume=amount,
        program=product.get("program"),
    )
