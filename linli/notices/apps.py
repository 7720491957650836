"""Messages going out; reads news, is called by nobody below."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Registers what is told to whom."""

    name = "linli.notices"
    label = "notices"

    def ready(self) -> None:
        """Register the readers, once; mail only where it is set up."""
        from django.conf import settings

        from linli.grid.followups.news import CaseFollowedUp
        from linli.grid.followups.queries import Carrier, carry_by
        from linli.kernel.journal import services as journal
        from linli.notices.channels import queries as channels
        from linli.notices.documents.rules import TOLD as OF_DOCUMENTS
        from linli.notices.inbox import handlers
        from linli.notices.inbox.rules import TOLD
        from linli.notices.letters import handlers as letter_handlers
        from linli.notices.letters import queries as letters
        from linli.notices.policy_tasks.rules import TOLD as OF_TASKS

        journal.read("notices.inbox", handlers.put_in_inbox, *TOLD)
        journal.read("notices.documents", handlers.put_document_in_inbox, *OF_DOCUMENTS)
        journal.read("notices.policy_tasks", handlers.put_task_in_inbox, *OF_TASKS)
        if settings.EMAIL_URL:
            journal.read("notices.mail", handlers.send_mail, *TOLD)
            journal.read("notices.mail_documents", handlers.mail_document, *OF_DOCUMENTS)
            journal.read("notices.mail_policy_tasks", handlers.mail_task, *OF_TASKS)
        channels.configured()  # a setting that cannot be used is told at the start, not at night
        journal.read("notices.letters", letter_handlers.on_followed_up, CaseFollowedUp.verb)
        carry_by(Carrier(notice=letters.notice, told=letters.told, mail=channels.mail_pattern))
