"""A plan becomes territory: which grids stay, which end, which begin, with names and codes."""
