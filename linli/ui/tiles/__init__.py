"""The ground of every map, as tiles."""
