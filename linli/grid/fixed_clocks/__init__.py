"""Clocks that others set: a moment, not a limit, and nothing of ours stops them."""
