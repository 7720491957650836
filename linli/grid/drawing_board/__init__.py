"""The map of the whole territory, the board on which units are drawn anew, and proposals."""
