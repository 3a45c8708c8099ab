"""The PC dies at every step of every operation; then the real program is asked what is left."""
