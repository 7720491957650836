"""Files that somebody brings: looked at first, taken in whole or not at all."""
