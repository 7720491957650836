"""Each rule of the house holds, and each is seen to fail on a planted fault."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from linli.cli.places import ROOT
from tests.architecture import reading

Finder = Callable[[Path], list[str]]
HEAD = '"""A noun."""\n\n'
MODEL = "from django.db import models\n\n\nclass Bench(models.Model):\n"
ERROR = (
    'class TooLate(RuleBroken):\n    code = "grid.too_late"\n'
    '    message = "Closed since %(since)s."\n\n\n'
)
SIGN = "/"
PLANTED: list[tuple[Finder, str, str]] = [
    (reading.file_names, "linli/grid/benches/utils.py", HEAD),
    (reading.file_names, "linli/grid/benches/paint.py", HEAD),
    (reading.file_names, "linli/grid/benches/parts/rules.py", HEAD),
    (reading.long_files, "linli/grid/benches/rules.py", HEAD + "A = 1\n" * 400),
    (reading.long_functions, "linli/ui/views.py", "def paint():\n" + "    a = 1\n" * 51),
    (
        reading.positional_services,
        "linli/grid/benches/services.py",
        "def paint(actor, bench, colour):\n    return colour\n",
    ),
    (reading.clocks, "linli/grid/benches/services.py", "def paint():\n    return timezone.now()\n"),
    (reading.clocks, "linli/grid/benches/rules.py", "def day():\n    return date.today()\n"),
    (
        reading.clocks,
        "linli/grid/benches/queries.py",
        "def day():\n    return timezone.localdate()\n",
    ),
    (reading.clocks, "linli/grid/benches/services.py", "def paint():\n    return ids.new()\n"),
    (
        reading.relations,
        "linli/grid/benches/models.py",
        MODEL + '    unit = models.ForeignKey("kernel.Unit", models.PROTECT)\n',
    ),
    (
        reading.relations,
        "linli/grid/benches/models.py",
        "from linli.kernel.territory.models import Unit\n"
        + MODEL
        + '    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")\n',
    ),
    (
        reading.model_getters,
        "linli/board/benches/queries.py",
        'def all():\n    return apps.get_model("grid", "Case")\n',
    ),
    (
        reading.impure_rules,
        "linli/grid/benches/rules.py",
        "from django.utils import timezone\n",
    ),
    (
        reading.impure_rules,
        "linli/grid/benches/rules.py",
        "from linli.grid.cases import services\n",
    ),
    (reading.silent_models, "linli/grid/benches/models.py", MODEL + '    """A bench."""\n'),
    (reading.error_codes, "linli/grid/benches/rules.py", ERROR + ERROR),
    (reading.error_codes, "linli/board/benches/rules.py", ERROR),
    (reading.unfilled_errors, "linli/grid/benches/rules.py", ERROR + "raise TooLate()\n"),
    (reading.unfilled_errors, "linli/grid/benches/rules.py", ERROR + "raise TooLate\n"),
    (reading.machine_words, "docs/how-to/install.md", f"Open {SIGN}root{SIGN}linli first.\n"),
    (reading.machine_words, "package-lock.json", '{"resolved": "https://registry' + '.npmjs.org"}'),
    (reading.undocumented_settings, "linli/site/settings.py", 'os.environ["LINLI_PAINT"]\n'),
]
FINDERS = list(dict.fromkeys(finder for finder, _, _ in PLANTED))


@pytest.mark.parametrize("finder", FINDERS, ids=lambda finder: str(finder.__name__))
def test_the_house_keeps_its_rule(finder: Finder) -> None:
    assert finder(ROOT) == []


@pytest.mark.parametrize(
    ("finder", "path", "text"),
    PLANTED,
    ids=[f"{finder.__name__}-{number}" for number, (finder, _, _) in enumerate(PLANTED)],
)
def test_a_planted_fault_is_found(finder: Finder, path: str, text: str, tmp_path: Path) -> None:
    page = tmp_path / "docs" / "reference" / "settings.md"
    page.parent.mkdir(parents=True)
    page.write_text("| Name | Meaning |\n")
    assert finder(tmp_path) == []

    planted = tmp_path / path
    planted.parent.mkdir(parents=True, exist_ok=True)
    planted.write_text(text)

    assert len(finder(tmp_path)) >= 1


ALLOWED = {
    "DTZ001": 7, "FBT001": 2, "FBT002": 1, "FBT003": 2, "G004": 1, "PT017": 1, "TRY400": 2,
    "arg-type": 5, "attr-defined": 11, "call-overload": 1, "misc": 4, "no-untyped-def": 1,
    "operator": 2, "return-value": 1, "union-attr": 2,
}  # fmt: skip
"""How many lines silence a check, by its code. Each number only goes down: whoever makes one
needless takes it off here, and nobody adds one."""


def test_no_more_checks_are_silenced_than_were() -> None:
    silenced = reading.silenced(ROOT)

    assert silenced == ALLOWED, "say it with a better type, or lower the number"


def test_a_silenced_check_is_counted_by_its_code(tmp_path: Path) -> None:
    planted = tmp_path / "tests" / "test_paint.py"
    planted.parent.mkdir()
    quiet = "# type: " + "ignore[misc,arg-type]  # no" + "qa: E731"
    planted.write_text(f"paint = lambda colour: colour  {quiet}\n")

    assert reading.silenced(tmp_path) == {"misc": 1, "arg-type": 1, "E731": 1}


FLOORS = [
    ("kernel/common/text.py", "from linli.grid.moves import rules\n", "Calls go down the house"),
    ("grid/cases/rules.py", "from linli.grid.cases import services\n", "Inside a noun"),
    ("grid/cases/rules.py", "import django.utils.timezone\n", "Rules are plain Python"),
    ("board/bench.py", "from linli.grid.cases.models import Case\n", "Only grid code imports"),
    ("bench/__init__.py", "", "Calls go down the house"),
]


@pytest.mark.parametrize(("path", "line", "contract"), FLOORS)
def test_an_import_that_breaks_a_floor_is_found(
    path: str, line: str, contract: str, tmp_path: Path
) -> None:
    for source in (ROOT / "linli").rglob("*.py"):
        copy = tmp_path / source.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(source.read_text())
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    planted = tmp_path / "linli" / path
    planted.parent.mkdir(parents=True, exist_ok=True)
    planted.write_text((planted.read_text() if planted.exists() else "") + line)

    found = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-logo", "--no-cache"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path), "COLUMNS": "200", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )

    broken = [row for row in (found.stdout + found.stderr).splitlines() if contract in row]
    assert found.returncode == 1
    assert broken
