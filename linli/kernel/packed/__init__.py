"""Packed files of somebody else, looked through before anything of them is unpacked."""
