"""How visits travel."""

from station_app.store.record import entity
from station_app.visits.model import Visit

ENTITIES = (entity(Visit, label="Lượt khám", subject="person", clinical=True, sealed_by="restricted"),)
