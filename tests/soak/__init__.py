"""Real processes of two versions, killed, cut off, filled up, set wrong, restored and copied, for minutes."""
