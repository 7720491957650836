"""Pillar two: governed together in the grid."""

from django.apps import AppConfig


class GridConfig(AppConfig):
    """Registers what grid reads."""

    name = "linli.grid"
    label = "grid"

    def ready(self) -> None:
        """Register readers and witnesses, once."""
        from linli.grid.beside.queries import prove_beside
        from linli.grid.cases.news import CaseReopened, CaseReported, CaseReporterForgotten
        from linli.grid.disputes.models import Dispute
        from linli.grid.external import handlers as external
        from linli.grid.external.models import External
        from linli.grid.figures import services as figures
        from linli.grid.files.models import Attachment
        from linli.grid.followups import queries as followups
        from linli.grid.followups.models import FollowUp
        from linli.grid.handling import handlers
        from linli.grid.judgements.models import Judgement
        from linli.grid.moved_ground import handlers as moved_ground
        from linli.grid.notes.models import Note
        from linli.grid.phrases import queries as phrases
        from linli.grid.supervising import queries as supervising
        from linli.grid.supervising import services as supervised
        from linli.grid.tasks.models import Task
        from linli.kernel.journal import services as journal
        from linli.party.enclosures import services as enclosures
        from linli.party.supervision.queries import SubjectKind, register

        enclosures.check_by(supervised.check_file)
        journal.witness(figures.witness)
        register(
            SubjectKind(
                kind=supervising.KIND,
                one=supervising.one,
                hold=supervised.hold,
                follow=supervised.follow,
                suggestions=supervising.suggestions,
            )
        )
        journal.read("grid.moved_ground", moved_ground.on_territory_changed, *moved_ground.CHANGES)
        journal.read("grid.reopened_ground", moved_ground.on_case_reopened, CaseReopened.verb)
        journal.read("grid.rules", handlers.on_case_reported, CaseReported.verb)
        prove_beside("follow_up", FollowUp)
        followups.word_by(phrases.messages)
        prove_beside("attachment", Attachment, but=["name", "file"])
        prove_beside("external", External, but=["reply", "digest", "earlier"])
        journal.read("grid.external", external.on_reporter_forgotten, CaseReporterForgotten.verb)
        prove_beside("task", Task, but=["words", "answer", "question", "reply"])
        prove_beside("dispute", Dispute)
        prove_beside("judgement", Judgement)
        prove_beside("note", Note)
