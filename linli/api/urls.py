"""Addresses of the JSON door: a page for people, the operations, and one answer for the rest."""

from django.urls import URLPattern, include, path, re_path

from linli.api.beside.api import router as beside
from linli.api.cases.api import router as cases
from linli.api.door import views
from linli.api.door.api import door
from linli.api.field.api import router as field
from linli.api.keys import views as keys
from linli.api.papers.api import router as papers
from linli.api.registers.api import router as registers
from linli.api.words.api import router as words

app_name = "api"

door.add_router("", registers)
door.add_router("", field)
door.add_router("", cases)
door.add_router("", beside)
door.add_router("", words)
door.add_router("", papers)
found, _, _ = door.urls
operations = [each for each in found if isinstance(each, URLPattern) and each.name != "api-root"]

urlpatterns = [
    path("", views.home, name="home"),
    path("keys/", keys.keys, name="keys"),
    path("keys/<uuid:key_id>/withdraw/", keys.withdraw, name="withdraw"),
    path("v1/", views.to_home, name="door"),
    path("v1/", include([*map(views.shaped, operations), re_path("", views.nowhere)])),
]
