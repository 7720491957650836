"""What every step on a paper brings."""
