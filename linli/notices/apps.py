"""Messages going out; reads news, is called by nobody below."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Registers what is told to whom."""

    name = "linli.notices"
    label = "notices"

    def ready(self) -> None:
        """Register the readers, once; mail only where it is set up."""
        from django.conf import settings

        from linli.kernel.journal import services as journal
        from linli.notices.documents.rules import TOLD as OF_DOCUMENTS
        from linli.notices.inbox import handlers
        from linli.notices.inbox.rules import TOLD

        journal.read("notices.inbox", handlers.put_in_inbox, *TOLD)
        journal.read("notices.documents", handlers.put_document_in_inbox, *OF_DOCUMENTS)
        if settings.EMAIL_URL:
            journal.read("notices.mail", handlers.send_mail, *TOLD)
            journal.read("notices.mail_documents", handlers.mail_document, *OF_DOCUMENTS)
