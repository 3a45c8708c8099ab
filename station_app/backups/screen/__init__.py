"""The pages of backups: how they stand, preparing a stick, and going back to one of them."""

from station_app.backups.screen.overview import ADDRESS, BackupsScreen, Doing
from station_app.backups.screen.prepare import PREPARE_ADDRESS, PrepareScreen

__all__ = ["ADDRESS", "PREPARE_ADDRESS", "BackupsScreen", "Doing", "PrepareScreen"]
