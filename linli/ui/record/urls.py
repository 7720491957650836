"""Addresses of the record."""

from django.urls import path

from linli.ui.record import views

urlpatterns = [
    path("", views.record, name="record"),
    path("latest.txt", views.latest_text, name="record_latest"),
    path("latest.json", views.latest_json, name="record_latest_json"),
    path("consistency.json", views.consistency, name="record_consistency"),
    path("check_proof.py", views.checker, name="record_checker"),
    path("heads/<int:size>/", views.head, name="record_head"),
    path("heads/<int:size>/note.txt", views.note, name="record_note"),
    path("heads/<int:size>/signed.txt", views.signed, name="record_signed"),
    path("heads/<int:size>/sheet/", views.sheet, name="record_sheet"),
    path("heads/<int:size>/countersign/", views.countersign, name="record_countersign"),
    path("heads/<int:size>/paper/", views.paper, name="record_paper"),
]
