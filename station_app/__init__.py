"""The commune health station: its rooms, each with the same doors, on one encrypted ground floor."""
