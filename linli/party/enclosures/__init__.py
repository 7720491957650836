"""Files that offices put to a supervision document: with its draft, or with their feedback."""
