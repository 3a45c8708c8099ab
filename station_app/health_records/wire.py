"""How allergies, conditions and risk factors travel."""

from station_app.health_records.model import Allergy, Condition, RiskFactor
from station_app.store.record import entity

ENTITIES = (
    entity(Allergy, label="Dị ứng", subject="person", clinical=True),
    entity(Condition, label="Bệnh, tiền sử", subject="person", clinical=True, sealed_by="restricted"),
    entity(RiskFactor, label="Yếu tố nguy cơ", subject="person", clinical=True, sealed_by="restricted"),
)
