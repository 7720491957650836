"""Two rows of a superior about one matter: which is newer, and what the newer one changes."""
