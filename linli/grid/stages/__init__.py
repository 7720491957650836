"""The stages of a case, and which of them are open."""
