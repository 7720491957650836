"""Pillar one: led by Party organisations."""

from django.apps import AppConfig


class PartyConfig(AppConfig):
    """Holds what Party and government offices send each other."""

    name = "linli.party"
    label = "party"
