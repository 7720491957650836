"""Addresses of the phrases."""

from django.urls import path

from linli.grid.phrases import views

urlpatterns = [
    path("phrases/", views.phrases, name="phrases"),
    path("phrases/new/", views.phrase, name="phrase_new"),
    path("phrases/measure/", views.measure, name="phrase_measure"),
    path("phrases/<uuid:phrase_id>/", views.phrase, name="phrase"),
    path("phrases/<uuid:phrase_id>/remove/", views.remove, name="phrase_remove"),
]
