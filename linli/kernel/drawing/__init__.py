"""Drawing units anew: snapping, cutting, joining, and what a drawing is refused for."""
