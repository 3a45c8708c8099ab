"""The provincial end of the line: a replica that keeps the log, stamps, fans out, and is queried with SQL."""
