"""The platforms of superiors (12345, city management, petitions) and how their columns map to ours."""
