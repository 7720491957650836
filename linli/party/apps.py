"""Pillar one: led by Party organisations."""

from django.apps import AppConfig


class PartyConfig(AppConfig):
    """Holds what Party and government offices send each other, and the tree of organisations."""

    name = "linli.party"
    label = "party"

    def ready(self) -> None:
        """Let names go with the seats and organisations they belong to."""
        from linli.kernel.journal import services as journal
        from linli.party.holders import handlers

        journal.read("party.holders", handlers.erase_those_gone, *handlers.READS)
