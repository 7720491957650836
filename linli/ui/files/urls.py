"""Addresses of the pages of files."""

from django.urls import path

from linli.ui.files import views

urlpatterns = [
    path("", views.files, name="files"),
    path("map/", views.map_file, name="files_map"),
    path("templates/<slug:ledger>.xlsx", views.template, name="files_template"),
    path("ledgers/<slug:ledger>.<slug:ending>", views.ledger, name="files_ledger"),
    path("<uuid:delivery_id>/", views.delivery, name="files_delivery"),
    path("<uuid:delivery_id>/take-in/", views.take_in, name="files_take_in"),
    path("<uuid:delivery_id>/put-away/", views.put_away, name="files_put_away"),
]
