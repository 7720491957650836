"""Browsers signed in for a post, and cases moved to a stage through the services."""

from collections.abc import Callable
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from linli.grid.cases import services as cases
from linli.grid.cases.models import Case
from linli.grid.handling import services as handling
from linli.grid.handling.services import Step
from linli.grid.moves.rules import Stage
from linli.kernel.journal.rules import Stamp
from linli.kernel.people.models import Person
from linli.kernel.people.rules import ANONYMOUS, Actor, Role
from tests.district import District

BACKEND = "django.contrib.auth.backends.ModelBackend"
WAY = [Stage.REGISTERED, Stage.DISPATCHED, Stage.IN_HAND, Stage.DONE, Stage.VERIFIED, Stage.CLOSED]


def browser_of(actor: Actor) -> Client:
    """Return the browser of the person who holds a post; she holds no other."""
    client = Client()
    assert actor.person_id
    client.force_login(Person.objects.get(pk=actor.person_id), backend=BACKEND)
    return client


def now_stamp() -> Stamp:
    """Return a stamp of the present moment."""
    now = timezone.now()
    return Stamp(at=now, recorded_at=now, salt=b"0" * 16)


def case_at(district: District, stage: Stage, number: int = 1, *, side: int = 0) -> Case:
    """Return a case moved to a stage, step by step, by the posts that do so; led by sanitation."""
    case = cases.report(ANONYMOUS, report=district.report(number, side=side), stamp=now_stamp())
    community = district.actor(Role.COMMUNITY_DESK, district.sides[side].community)
    officer = district.actor(Role.DEPARTMENT_OFFICER)
    step = Step(case_id=case.pk, words="已清运，地面已冲洗")
    at = now_stamp()
    if stage in WAY:
        handling.register(community, step=step, category_code="06010", stamp=at)
    takes: dict[Stage, Callable[[], Case]] = {
        Stage.DISPATCHED: lambda: handling.dispatch(
            community, step=step, lead_id=district.sanitation, stamp=at
        ),
        Stage.IN_HAND: lambda: handling.accept(officer, step=step, stamp=at),
        Stage.DONE: lambda: handling.done(officer, step=step, stamp=at),
        Stage.VERIFIED: lambda: handling.verify(community, step=step, stamp=at),
        Stage.CLOSED: lambda: handling.close(community, step=step, stamp=at),
    }
    for wanted, take in takes.items():
        if stage in WAY and WAY.index(stage) >= WAY.index(wanted):
            take()
    return Case.objects.get(pk=case.pk)


def picture(name: str = "photo.jpg", colour: str = "brown") -> SimpleUploadedFile:
    """Return a small JPEG as a telephone would send it."""
    content = BytesIO()
    Image.new("RGB", (64, 48), colour).save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue(), content_type="image/jpeg")
