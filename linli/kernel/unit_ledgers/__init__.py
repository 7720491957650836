"""The ledgers of compounds and of buildings, compared with the territory and taken in."""
