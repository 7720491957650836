"""The two clocks that a superior sets: by when receipt is confirmed, and by when it is answered."""
