"""Proposals to draw units anew: what moves by them, who asks, who decides."""
