"""Households on the screen: the list by hamlet, a household's page, registering, from door to door."""
