"""Addresses of the notes."""

from django.urls import path

from linli.grid.notes import views

urlpatterns = [
    path("desk/cases/<uuid:case_id>/note/", views.note, name="note"),
    path("desk/cases/<uuid:case_id>/heard/", views.hear, name="hear"),
    path("m/<str:token>/add/", views.add, name="add_words"),
]
