"""Backups of the station: when one is made, where it goes, which stay, and whether they can be trusted."""
