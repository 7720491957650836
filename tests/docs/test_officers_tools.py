"""The examples of the how-to for officers' tools do what it says."""

from __future__ import annotations

import re
import shlex
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.cli.places import ROOT
from linli.grid.moves.rules import Stage
from linli.kernel.people.rules import Role
from linli.party.moves.rules import Stage as PaperStage
from linli.party.supervision.models import Supervision
from tests.api.tools import Tool, tool_of
from tests.district import District, again, small_district
from tests.grid.desk.doors import case_at, picture
from tests.grid.files.documents import PDF
from tests.grid.tasks.parts import add_assistants
from tests.party import errands

PAGE = ROOT / "docs" / "how-to" / "officers-tools.md"


@pytest.fixture
def district(db: None) -> District:
    return small_district()


def examples() -> list[str]:
    """Return the commands of the page."""
    return re.findall(r"^\$ (curl .*)$", PAGE.read_text(), re.MULTILINE)


def file(name: str) -> SimpleUploadedFile:
    """Return a file that an example sends: a picture, or a document."""
    return SimpleUploadedFile(name, PDF) if name.endswith(".pdf") else picture(name)


def run(tool: Tool, command: str) -> Any:
    """Return the answer to a ``curl`` of the page."""
    words = shlex.split(command)[1:]
    headers, form, body, method = {}, {}, "", ""
    while words[:-1]:
        option, value, *words = words
        if option == "-H":
            name, _colon, content = value.partition(": ")
            headers[name] = content
        elif option == "-F":
            name, _equals, content = value.partition("=")
            form[name] = file(content[1:]) if content.startswith("@") else content
        elif option == "-d":
            body = value
        elif option in ("-O", "-J"):
            words = [value, *words]
        else:
            method = value
    address = urlsplit(words[0])
    kind = headers.pop("Content-Type", "")
    path = f"{address.path}?{address.query}"
    if form:
        return tool.client.post(path, form, headers=headers)
    if method == "POST":
        return tool.client.post(path, body, content_type=kind, headers=headers)
    return tool.client.get(path, headers=headers)


def others(district: District, paper: Supervision) -> dict[str, tuple[Tool, dict[str, str]]]:
    """Return whose key the examples of other posts take, by the end of their address."""
    add_assistants(district)
    handled = case_at(district, Stage.IN_HAND, 3)
    officer = tool_of(district.actor(Role.DEPARTMENT_OFFICER))
    desk, at_hand = tool_of(district.actor(Role.DISTRICT_DESK)), {"$CASE": str(handled.pk)}
    grid_officer = tool_of(district.actor(Role.GRID_OFFICER, district.sides[0].grids[0]))
    return {
        "settled": (grid_officer, {"$BUILDING": str(district.sides[0].buildings[0])}),
        "parts": (officer, at_hand | {"$UNIT": str(district.urban_management)}),
        "notes": (desk, at_hand),
        'files?limit=20"': (desk, at_hand),
        "feedback": (officer, {"$PAPER": str(paper.pk)}),
    }


def test_every_example_is_answered(district: District) -> None:
    case = case_at(district, Stage.REPORTED)
    case_at(district, Stage.REPORTED, 2)
    desk = tool_of(district.actor(Role.DISTRICT_DESK))
    known = {
        "$LINLI": "http://testserver",
        "$NEXT": desk.get("/cases", limit=1).json()["next"],
        "$CASE": str(case.pk),
        "$UNIT": str(district.sides[0].buildings[0]),
        "$CLOSED": str(case_at(district, Stage.CLOSED, 4).pk),
    }

    with errands.known(district):
        other = others(district, errands.brought(district, PaperStage.ISSUED))
        for example in examples():
            tool, more = other.get(example.rpartition("/")[2], (desk, {}))
            said = known | {"$KEY": tool.secret} | more
            command = re.sub(r"\$([A-Z]+)", r"{\1}", example.replace("{", "{{").replace("}", "}}"))
            answer = run(tool, command.format_map({name[1:]: word for name, word in said.items()}))
            assert answer.status_code in (200, 201), (example, answer.getvalue())
            if answer.streaming:
                assert b"".join(answer.streaming_content) == PDF
                continue
            if "/files?" in example:
                known["$FILE"] = answer.json()["files"][0]["id"]
            for outcome in answer.json().get("outcomes", ()):
                assert outcome["error"] is None, outcome

    assert len(examples()) == 16
    assert again(case).stage == "dispatched"
    assert again(case).pending == "extend"
