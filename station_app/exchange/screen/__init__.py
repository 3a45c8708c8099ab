"""What the nurse sees of the exchange: questions to settle, and the line to the province."""
