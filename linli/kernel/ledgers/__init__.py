"""Ledgers as sheets: their columns, their templates, their rows as words."""
