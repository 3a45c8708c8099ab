"""Who lives here, under which names and numbers."""
