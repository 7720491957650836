"""The JSON door of a superior's platform: matters in, changes out, answers in."""
