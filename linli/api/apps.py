"""The JSON door: what tools of officers and partners speak to."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Names the door; it keeps no table and registers no reader."""

    name = "linli.api"
    label = "api"
