"""What notify keeps at hand: its messages as they stand, and the names and days it has heard of."""
