"""The queue and the timetable, on the same PostgreSQL."""

from django.apps import AppConfig


class WorkerConfig(AppConfig):
    """Lets the journal wake the worker."""

    name = "linli.worker"
    label = "worker"

    def ready(self) -> None:
        """Register what wakes the worker, once."""
        from linli.kernel.journal import services as journal
        from linli.worker import tasks

        journal.wake_by(tasks.wake)
