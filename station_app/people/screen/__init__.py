"""People on the screen: the list, a person's page with its parts, registering and correcting."""
