"""The update exchange as FixMyStreet speaks it: its document, and the names of updates.

Source: mySociety, “Open311 FMS – Proposed differences”; decision 0016.
"""

ROOT, ITEM = "service_request_updates", "request_update"


def update_id(number: str, entry: int) -> str:
    """Return the name of an entry of a case, which never changes: its place in the record."""
    return f"{number}.{entry}"
