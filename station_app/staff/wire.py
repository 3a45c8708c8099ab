"""How accounts travel."""

from station_app.staff.model import User
from station_app.store.record import entity

ENTITIES = (entity(User, label="Người dùng"),)
