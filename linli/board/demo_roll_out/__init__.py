"""Made-up Party organisations on compounds, with a plan that they follow."""
