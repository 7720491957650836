"""A message is handed over to a channel."""

from linli.notices.channels.rules import Fault


def hand_over(address: str, *, title: str, text: str) -> Fault:
    """Hand a message over to the channel at an address, recipient in it; waits for its answer.

    Taken means that the gateway or the mail server took it, not that somebody has read it.

    Args:
        address: of apprise, complete; it is never logged.

    Returns:
        Why it was not taken, or ``Fault.NONE``.
    """
    import apprise  # 0.2 s and 15 MB that no other process needs

    asset = apprise.AppriseAsset(app_id="Linli", app_desc="Linli", app_url="", async_mode=False)
    post = apprise.Apprise(asset=asset)
    if not post.add(address):
        return Fault.UNKNOWN
    taken = post.notify(title=title, body=text, body_format=apprise.NotifyFormat.TEXT)
    return Fault.NONE if taken else Fault.REFUSED
