"""Addresses of this door."""

from django.urls import path

from linli.grid.exchange import views

urlpatterns = [
    path("<slug:code>/cases", views.cases, name="exchange_cases"),
    path("<slug:code>/answers", views.answers, name="exchange_answers"),
]
