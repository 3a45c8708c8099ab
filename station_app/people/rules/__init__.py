"""What can be true of a person and of a number, and when two entries may be one person. Pure."""
