"""The people of a story, each with a browser of her own, at the doors they really use."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.test import Client
from pytest_django import Settings

from linli.grid.cases import queries as cases
from linli.grid.cases.models import Case
from linli.grid.figures import queries as figures
from linli.kernel.journal import queries as journal
from linli.kernel.journal.rules import Fault
from linli.kernel.people.models import Person
from linli.kernel.people.rules import Actor, Role
from linli.kernel.territory.rules import door_code
from linli.party.supervision import queries as papers
from tests.district import again
from tests.grid.desk.doors import BACKEND
from tests.grid.reports.resident import Resident, token_of
from tests.grid.tasks.parts import assisting_district

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

PHONE = "13800138000"


def folder_for_files(settings: Settings, folder: Path) -> None:
    """Let photos and files go to a folder of the test."""
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder},
        }
    }


def read(answer: Answer) -> str:
    """Return a page as somebody reads it: without tags, gaps as one space."""
    text = re.sub(
        r"<(script|style|template).*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.S
    )
    return re.sub(r"\s+", " ", unescape(text))


def faults() -> list[Fault]:
    """Return whatever in the record, in the rows or in the figures is not as it was told."""
    return [
        *journal.verify().faults,
        *cases.verify_rows().faults,
        *figures.faults(),
        *papers.verify_rows().faults,
    ]


class Worker:
    """Somebody with a post, at a door of the house; each step is a form that she sends."""

    def __init__(self, actor: Actor, door: str = "desk", language: str = "zh-hans") -> None:
        self.actor, self.door = actor, door
        self.client = Client(headers={"Accept-Language": language})
        assert actor.person_id
        person = Person.objects.get(pk=actor.person_id)
        self.client.force_login(person, backend=BACKEND)

    def page(self, case: Case) -> Answer:
        """Open the page of a case at her door."""
        return self.client.get(f"/{self.door}/cases/{case.pk}/")

    def reads(self, path: str) -> str:
        """Return what a page says."""
        answer = self.client.get(path, follow=True)
        assert answer.status_code == 200, (path, answer.status_code)
        return read(answer)

    def sees(self, case: Case) -> bool:
        """Return whether the case exists for her."""
        return self.page(case).status_code == 200

    def offered(self, case: Case) -> set[str]:
        """Return the steps that the page of a case offers."""
        return {offer.move.value for offer in self.page(case).context["offers"]}

    def waiting(self, only: str = "") -> set[str]:
        """Return the numbers of the cases in her queue, or in one of its quick lists."""
        found = self.client.get("/desk/", {"only": only}).context["queue"]
        return {line.number for line in found.page.object_list}

    def tries(self, case: Case, word: str, **said: Any) -> Answer:
        """Send the form of a step on a case as it is now and return the answer."""
        given = {"version": again(case).version, "door": self.door, **said}
        return self.client.post(f"/{self.door}/cases/{case.pk}/{word}/", given)

    def takes(self, case: Case, word: str, **said: Any) -> Case:
        """Take a step that must be open to her, and return the case after it."""
        answer = self.tries(case, word, **said)
        assert answer.status_code == 302, (word, answer.status_code, read(answer))
        return again(case)


class Story:
    """A small district whose departments assist each other, and the people in it."""

    def __init__(self) -> None:
        self.district = assisting_district()
        side = self.district.sides[0]
        self.plate = door_code(side.buildings[0])
        self.desk = Worker(self.district.actor(Role.COMMUNITY_DESK, side.community))
        self.officer = Worker(self.district.actor(Role.GRID_OFFICER, side.grids[0]), "field")
        self.street = Worker(self.district.actor(Role.STREET_DESK, side.street))
        self.office = Worker(self.district.actor(Role.DISTRICT_DESK))
        self.supervisor = Worker(self.district.actor(Role.SUPERVISOR))
        self.auditor = Worker(self.district.actor(Role.AUDITOR))
        self.sanitation = Worker(self.district.actor(Role.DEPARTMENT_OFFICER))
        self.urban_management = Worker(self.district.actor(Role.DEPARTMENT_OFFICER, number=1))
        self.other_street = Worker(self.district.actor(Role.STREET_DESK, self.district.streets[1]))

    def reported(
        self, words: str = "楼下垃圾堆了三天没人收", **more: str
    ) -> tuple[Resident, str, Case]:
        """Let a resident report from the plate on her door; return her, her link, the case."""
        resident = Resident(language="zh-hans")
        token = token_of(resident.reports(self.plate, words, "", phone=PHONE, **more))
        return resident, token, Case.objects.latest("reported_at", "pk")

    def given(self, case: Case) -> Case:
        """Let the community take a case in and give it to sanitation."""
        self.desk.takes(case, "register", category="06010")
        return self.desk.takes(case, "dispatch", lead=str(self.district.sanitation))

    def closed(self, case: Case) -> Case:
        """Let a case that sanitation has go through all hands to its closing."""
        self.sanitation.takes(case, "accept")
        self.sanitation.takes(case, "done", words="已清运，地面已冲洗")
        self.desk.takes(case, "verify")
        return self.desk.takes(case, "close")
