"""The door of Open311 GeoReport v2."""

from django.apps import AppConfig


class Open311Config(AppConfig):
    """Has no tables: what it takes in are cases, what it gives out are cases."""

    name = "linli.open311"
    label = "open311"
