from django.apps import AppConfig


class BoardConfig(AppConfig):
    name = "linli.board"
    label = "board"
