"""The key of the station's database, and who may take it out."""

from station_app.store.vault.holders import Holder
from station_app.store.vault.key_vault import Login, Vault, refuse_occupied
from station_app.store.vault.keys import Keys, Private
from station_app.store.vault.measuring import TARGET, measured_cost
from station_app.store.vault.passwords import LENGTH_LEAST, LENGTH_REQUIRED, password_objection
from station_app.store.vault.slot_file import state_of
from station_app.store.vault.slots import FLOOR, USUAL, Argon
from station_app.store.vault.states import Health, VaultState
from station_app.store.vault.turning import Rotation, Step

__all__ = [
    "FLOOR",
    "LENGTH_LEAST",
    "LENGTH_REQUIRED",
    "TARGET",
    "USUAL",
    "Argon",
    "Health",
    "Holder",
    "Keys",
    "Login",
    "Private",
    "Rotation",
    "Step",
    "Vault",
    "VaultState",
    "measured_cost",
    "password_objection",
    "refuse_occupied",
    "state_of",
]
