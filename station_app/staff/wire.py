"""How accounts travel, and who broke the glass."""

from station_app.staff.model import GlassOpening, User
from station_app.store.record import entity

ENTITIES = (
    entity(User, label="Người dùng"),
    entity(GlassOpening, label="Lần mở khẩn", subject="person", sealed_by="person"),
)
