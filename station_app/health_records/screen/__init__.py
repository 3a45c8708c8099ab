"""What the nurse sees of health records: three lists on a person's page, and the strip of alerts."""

from station_app.health_records.screen.page import HealthPart, offers
from station_app.health_records.screen.strip import AlertStrip

__all__ = ["AlertStrip", "HealthPart", "offers"]
