"""Runs of the planner: asked for, carried out by the worker, looked at, changed by hand."""
