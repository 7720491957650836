from django.apps import AppConfig


class WorkerConfig(AppConfig):
    name = "linli.worker"
    label = "worker"
