"""The page of the audit log."""

from station_app.audit.screen.log import ADDRESS, LogScreen

__all__ = ["ADDRESS", "LogScreen"]
