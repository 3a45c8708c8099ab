"""What every printed sheet shares: the page, its blocks, the QR."""
