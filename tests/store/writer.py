"""A station in a process of its own: saves people one by one and says each id once it is on the disk."""

import sys
from pathlib import Path

from station_app.app.rooms import CATALOGUE
from station_app.people.model import Person
from station_app.store.database import Author, Database

KEY = bytes(range(32))


def main() -> None:
    path, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    database = Database(path, KEY, CATALOGUE, Author(name, "A"))
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    for number in range(count):
        with database.writing() as session:
            person = Person(full_name=f"{name} {number}", birth_date="1990", phone=str(number))
            session.add(person)
        print(person.id, flush=True)  # noqa: T201
    print("done", flush=True)  # noqa: T201
    sys.stdin.readline()


if __name__ == "__main__":
    main()
