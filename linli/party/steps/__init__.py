"""What every step on a supervision document brings."""
