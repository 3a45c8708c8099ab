"""Which doses a person was given, and which are due."""
