"""The queue and the timetable, on the same PostgreSQL."""

from django.apps import AppConfig


class WorkerConfig(AppConfig):
    """Lets the journal wake the worker, and plans be carried out by it."""

    name = "linli.worker"
    label = "worker"

    def ready(self) -> None:
        """Register what the worker is told of, once."""
        from linli.grid.plan_runs import services as plan_runs
        from linli.kernel.journal import services as journal
        from linli.worker import tasks

        journal.wake_by(tasks.wake)
        plan_runs.start_by(tasks.start_plan)
