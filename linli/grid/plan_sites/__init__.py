"""The places in which grids are planned, as the territory has them, ready for the planner."""
