"""Plans of grids drawn beside each other, without a script."""
