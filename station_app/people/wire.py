"""How people and their numbers travel."""

from station_app.people.model import Identifier, Person
from station_app.store.record import entity

ENTITIES = (
    entity(Person, label="Người dân"),
    entity(Identifier, label="Giấy tờ, số định danh", subject="person"),
)
