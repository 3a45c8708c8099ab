"""How doses travel: a dose's identity never changes silently."""

from station_app.immunization.model import Dose
from station_app.store.record import entity

ENTITIES = (entity(Dose, label="Mũi tiêm", subject="person", clinical=True),)
