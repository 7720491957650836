"""Made-up rows for the panels of the demonstration."""
