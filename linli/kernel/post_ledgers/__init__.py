"""The ledger of posts: who holds which post over which place, compared and taken in."""
