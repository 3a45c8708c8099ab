"""The house, tried: rooms mirrored, flows told as sentences."""
