"""Address of the link that a message brings; short, since it is paid for by the letter."""

from django.urls import path

from linli.grid.invitations import views

urlpatterns = [
    path("v/<str:token>/", views.verdict, name="verdict"),
]
