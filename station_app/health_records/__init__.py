"""What a nurse must know of a person before anything else: allergies, conditions, risks."""
