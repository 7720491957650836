"""Address of the figures by territory."""

from django.urls import path

from linli.grid.territory_figures import views

urlpatterns = [path("territory/figures/", views.figures, name="territory_figures")]
