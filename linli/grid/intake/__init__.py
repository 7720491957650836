"""Matters of a superior become cases: read, judged one by one, taken in once."""
