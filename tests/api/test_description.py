"""The description of the door is complete, and what it describes can be asked without harm."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, TypeVar

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from linli.api.cases.forms import BatchBody, step_of
from linli.api.door.api import REFUSALS, door
from linli.api.door.forms import Body
from linli.api.refusals.rules import OF, codes_of
from linli.api.shapes import forms as shapes
from linli.api.shapes.rules import EXAMPLES, MEANINGS
from linli.api.words.forms import Kept
from linli.grid.desk.services import CALLS
from linli.grid.moves.rules import Stage
from linli.kernel.common.errors import LinliError
from linli.kernel.people.rules import Role
from tests.api.tools import Tool, tool_of
from tests.district import District
from tests.grid.desk.doors import case_at, picture
from tests.grid.files.documents import PDF

Kind = TypeVar("Kind")


def described() -> dict[str, Any]:
    """Return the description as everybody gets it."""
    answer = Client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    return dict(answer.json())


def operations(found: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Return method, path and description of each operation."""
    return [
        (method, path, said)
        for path, methods in found["paths"].items()
        for method, said in methods.items()
    ]


def references(found: Any) -> set[str]:
    """Return every reference in a description."""
    if isinstance(found, dict):
        own = {found["$ref"]} if isinstance(found.get("$ref"), str) else set()
        return own.union(*map(references, found.values()))
    return set().union(*map(references, found)) if isinstance(found, list) else set()


def test_every_operation_says_what_it_does_who_may_and_what_it_refuses() -> None:
    found = described()

    assert found["openapi"].startswith("3.1")
    assert found["info"]["title"] == "Linli"
    assert found["components"]["securitySchemes"]["Key"]["scheme"] == "bearer"
    seen = set()
    for method, path, said in operations(found):
        assert path.startswith("/api/v1/")
        assert said["summary"]
        assert said["description"]
        assert said["operationId"] not in seen
        seen.add(said["operationId"])
        assert said["security"]
        refusals = {status for status in said["responses"] if not status.startswith("2")}
        assert {"401", "403", "422", "429"} <= refusals
        for status in refusals:
            assert said["responses"][status]["description"].startswith(REFUSALS[int(status)])
        assert ("requestBody" in said) is (method == "post")
    assert {move.value for move in CALLS} <= seen


def parts(found: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Yield where it is, name and description of every parameter and every field."""
    for _, path, said in operations(found):
        for each in said["parameters"]:
            yield path, each["name"], each
        form = said.get("requestBody", {}).get("content", {}).get("multipart/form-data", {})
        for name, each in form.get("schema", {}).get("properties", {}).items():
            yield path, name, each
    for shape, schema in found["components"]["schemas"].items():
        for name, each in schema.get("properties", {}).items():
            yield shape, name, each


def test_every_parameter_and_every_field_says_what_it_means() -> None:
    told: set[str] = set()
    for where, name, each in parts(described()):
        assert each.get("description"), (where, name)
        if each["description"] == MEANINGS.get(name):
            told.add(name)

    assert told == MEANINGS.keys()


def test_every_answer_says_its_form() -> None:
    for _, path, said in operations(described()):
        for status, response in said["responses"].items():
            assert response["content"], (path, status)


def test_no_two_operations_say_the_same() -> None:
    said = [each["description"] for _, _, each in operations(described())]

    assert len(set(said)) == len(said)


def test_every_operation_names_the_codes_it_refuses_with() -> None:
    known = {error.code: error for error in every(LinliError)}
    seen = set()
    for method, path, said in operations(described()):
        name = said["operationId"]
        wanted = codes_of(name, writes=method == "post")
        assert wanted <= known.keys(), name
        told = {
            code
            for response in said["responses"].values()
            for code in re.findall(r"`([a-z_]+\.[a-z_0-9]+)`", response["description"])
        }
        assert told == wanted, (path, told ^ wanted)
        seen.add(name)
    assert seen == OF.keys()


def test_every_body_has_an_example_that_it_takes() -> None:
    found = described()["components"]["schemas"]
    bodies = {each.__name__: each for each in every(Body)} | {"BatchBody": BatchBody}
    models = bodies | {each.__name__: each for each in (shapes.Taken, shapes.Reported, Kept)}

    for name, schema in found.items():
        if name.endswith("Body"):
            assert schema["examples"], name
    for name, example in EXAMPLES.items():
        assert found[name]["examples"] == [example]
        if name in models:
            models[name].model_validate_json(json.dumps(example))
    for number, step in enumerate(BatchBody.model_validate(EXAMPLES["BatchBody"]).steps):
        step_of(number, step)


def every(base: type[Kind]) -> Iterator[type[Kind]]:
    """Yield the classes below one."""
    for each in base.__subclasses__():
        yield each
        yield from every(each)


def test_every_reference_leads_somewhere() -> None:
    found = described()

    for reference in references(found):
        assert reference.startswith("#/")
        here: Any = found
        for part in reference[2:].split("/"):
            here = here[part]


def test_every_parameter_of_a_path_is_described() -> None:
    for _, path, said in operations(described()):
        named = {part[1:-1] for part in path.split("/") if part.startswith("{")}
        told = {each["name"] for each in said["parameters"] if each["in"] == "path"}
        assert named == told


def test_the_page_for_people_lists_every_operation_and_loads_nothing_from_outside() -> None:
    answer = Client().get("/api/", headers={"Accept-Language": "en"})

    page = answer.content.decode()
    assert answer.status_code == 200
    for method, path, said in operations(described()):
        assert f"{method.upper()} {path}" in page
        assert said["summary"].replace("'", "&#x27;") in page
    assert "//cdn" not in page
    assert "http" not in page.replace("http-equiv", "").replace("htmx", "")


PICTURE = picture().read()
words = some.text(max_size=30)
nonsense: some.SearchStrategy[Any] = some.recursive(
    some.one_of(
        some.none(), some.booleans(), some.integers(), some.floats(), words,
        some.sampled_from(["\x00", "\ud800", "2026-02-30", "9" * 40, "'; --", "-1", "1e400"]),
    ),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def fitting(shape: dict[str, Any], schemas: dict[str, Any]) -> some.SearchStrategy[Any]:
    """Return values that a described shape might take, and some that it does not."""
    if "$ref" in shape:
        return fitting(schemas[shape["$ref"].rpartition("/")[2]], schemas)
    if "enum" in shape:
        return some.sampled_from(shape["enum"]) | nonsense
    if "anyOf" in shape:
        return some.one_of([fitting(each, schemas) for each in shape["anyOf"]])
    if shape.get("format") == "binary":
        return some.binary(max_size=40) | some.sampled_from([PDF, PICTURE])
    kind = shape.get("type")
    if kind == "object":
        parts = {name: fitting(each, schemas) for name, each in shape.get("properties", {}).items()}
        return some.fixed_dictionaries({}, optional=parts) | nonsense
    if kind == "array":
        return some.lists(fitting(shape.get("items", {}), schemas), max_size=3)
    plain: dict[str, some.SearchStrategy[Any]] = {
        "integer": some.integers(-2, 10) | some.integers(),
        "number": some.floats() | some.integers(),
        "boolean": some.booleans(),
        "string": some.uuids().map(str) if shape.get("format") == "uuid" else words,
        "null": some.none(),
    }
    return plain.get(str(kind), nonsense) | nonsense


@pytest.fixture
def tool(district: District) -> Tool:
    """Return a tool of the district desk, with a case to work on."""
    case_at(district, Stage.IN_HAND)
    return tool_of(district.actor(Role.DISTRICT_DESK))


SETTINGS = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


@SETTINGS
@given(choice=some.data())
def test_nothing_that_is_sent_breaks_the_door(tool: Tool, choice: some.DataObject) -> None:
    found = door.get_openapi_schema()
    schemas = found["components"]["schemas"]
    method, path, said = choice.draw(some.sampled_from(operations(found)))
    case = str(_case_of(tool))
    for name in ("case", "photo", "part", "dispute", "paper", "file"):
        word = choice.draw(some.just(case) | some.uuids().map(str) | some.just("x"))
        path = path.replace(f"{{{name}}}", word)
    asked = {
        each["name"]: str(choice.draw(fitting(each["schema"], schemas))).encode("utf-8", "replace")
        for each in said["parameters"]
        if each["in"] == "query" and choice.draw(some.booleans())
    }

    if method == "get":
        answer = tool.client.get(path, asked)
    else:
        kinds = said["requestBody"]["content"]
        headers = {"Idempotency-Key": choice.draw(some.uuids().map(str))}
        kind = choice.draw(some.sampled_from(sorted(kinds)))
        body = choice.draw(fitting(kinds[kind]["schema"], schemas))
        if kind == "application/json":
            answer = tool.client.post(path, json.dumps(body), content_type=kind, headers=headers)
        else:
            answer = tool.client.post(path, as_form(body), headers=headers)

    assert answer.status_code < 500, answer.content
    if answer.status_code >= 400:
        assert {"code", "message", "hint"} <= set(answer.json())
        assert answer.status_code in REFUSALS


def as_form(body: Any) -> dict[str, Any]:
    """Return what was drawn as the fields of a form; bytes are files."""
    fields = body if isinstance(body, dict) else {"words": body}
    return {name: _field(value) for name, value in fields.items()}


def _field(value: Any) -> Any:
    if isinstance(value, list):
        return [_field(each) for each in value]
    if isinstance(value, bytes):
        return SimpleUploadedFile("a.pdf", value)
    return str(value).encode("utf-8", "replace")


def _case_of(tool: Tool) -> str:
    from linli.grid.cases.models import Case

    return str(Case.objects.order_by("reported_at").values_list("pk", flat=True)[0])
