"""What the program is made of that others wrote: pinned, hashed, licensed, listed, and asked about."""
