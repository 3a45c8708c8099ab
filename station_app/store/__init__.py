"""The encrypted database of one station: what is kept, who may open it, and how every write is captured."""
