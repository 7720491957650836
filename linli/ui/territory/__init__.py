"""The desk pages of the territory: its changes, one unit, codes side by side, areas."""
