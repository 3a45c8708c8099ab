"""The audit log, read: who did what to whose record, and whether the log is still what was written."""
