"""The provincial end of the line: a replica that keeps the log and fans it out."""
