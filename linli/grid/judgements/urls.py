"""Addresses of the judgements."""

from django.urls import path

from linli.grid.judgements import views

urlpatterns = [
    path("desk/cases/<uuid:case_id>/ask-judgement/", views.ask, name="ask_judgement"),
    path("desk/cases/<uuid:case_id>/judge/", views.judge, name="judge"),
    path("m/<str:token>/review/", views.review, name="review"),
]
