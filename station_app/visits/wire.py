"""How visits travel."""

from station_app.visits.model import Visit
from station_app.store.record import entity

ENTITIES = (entity(Visit, label="Lượt khám", subject="person", clinical=True),)
