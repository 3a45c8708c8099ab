"""Two databases kept the same over a line that comes and goes; knows nothing of health."""
