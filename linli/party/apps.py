"""Pillar one: led by Party organisations."""

from django.apps import AppConfig


class PartyConfig(AppConfig):
    """Holds what Party and government offices send each other, and the tree of organisations."""

    name = "linli.party"
    label = "party"

    def ready(self) -> None:
        """Let organisations follow territory and contracts, and names go with their seats."""
        from linli.kernel.journal import services as journal
        from linli.party.branches import handlers as branches
        from linli.party.holders import handlers as holders

        journal.read("party.branches", branches.relocate, *branches.READS)
        journal.read("party.contracts", branches.judge, *branches.CONTRACTS)
        journal.read("party.holders", holders.erase_those_gone, *holders.READS)
