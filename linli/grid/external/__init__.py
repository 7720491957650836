"""The superior's side of a case: its number there, its absolute deadline, what was answered."""
