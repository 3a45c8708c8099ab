"""Stories of the station's day, against real processes."""
