"""Who came, with what, and what was done."""
