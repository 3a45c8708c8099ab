"""Who lives together under which roof."""
