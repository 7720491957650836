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
        self._know_tasks()

    @staticmethod
    def _know_tasks() -> None:
        """Say which rows are sums of entries, and that a document can be about a task."""
        from linli.party.assessments.models import Assessment
        from linli.party.policies import queries as policies
        from linli.party.policies.models import Policy
        from linli.party.policy_tasks import queries as tasks
        from linli.party.policy_tasks import services as task_services
        from linli.party.policy_tasks.models import PolicyTask
        from linli.party.records.queries import Sum, prove
        from linli.party.supervision.queries import SubjectKind, register
        from linli.party.tables import queries as tables
        from linli.party.tables.models import Edition

        prove(Sum(Policy, "policy", policies.WORDED, of="policy"))
        prove(Sum(PolicyTask, "policy_task", tasks.WORDED, of="policy_task"))
        prove(Sum(Edition, "edition", tables.WORDED))
        prove(Sum(Assessment, "assessment", of="assessment"))
        register(
            SubjectKind(
                kind=tasks.KIND,
                one=tasks.one,
                hold=task_services.hold,
                follow=task_services.follow,
                suggestions=tasks.suggestions,
            )
        )
