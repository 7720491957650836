"""The desk pages of areas (片区): several units treated as one."""
