"""Words every room uses, with the standard library only."""
