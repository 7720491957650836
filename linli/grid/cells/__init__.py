"""The cells of a superior: read one by one, or refused with their column."""
