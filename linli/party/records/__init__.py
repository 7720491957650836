"""Rows of this pillar that are nothing but the sum of their entries: stored and proven one way."""
