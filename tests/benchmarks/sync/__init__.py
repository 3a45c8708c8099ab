"""What synchronising costs, ours beside PouchDB's, on the same commune in the same run."""
