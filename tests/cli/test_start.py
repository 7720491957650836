"""``./run``: readable for every Python, and bound to its locks."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from linli.cli import environment, frontend, start
from linli.cli.places import ROOT


def test_the_script_is_read_by_a_python_that_is_too_old() -> None:
    text = (ROOT / "run").read_text()

    tree = ast.parse(text, feature_version=(3, 4))

    assert not [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr | ast.AnnAssign)]
    assert "sys.version_info < (3, 11)" in text


def test_lists_its_commands() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "run", "help"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0
    for name in ("demo", "test", "check", "bench", "docs", "screens", "linli"):
        assert re.search(rf"^  {name} ", done.stdout, re.MULTILINE)


def test_says_which_system_package_brings_venv(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(environment, "PYTHON", tmp_path / "bin" / "python")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    code = start.main(["demo"])

    assert code == 2
    assert "apt-get install python3-venv" in capsys.readouterr().err


@pytest.mark.parametrize(
    "lock",
    [environment.RUNTIME, environment.DEVELOPMENT, environment.NODE, environment.S3],
    ids=lambda it: it.name,
)
def test_a_lock_names_hashes_and_no_addresses(lock: Path) -> None:
    text = lock.read_text()

    packages = re.findall(r"^[\w.-]+(?:\[[\w,]+\])?==", text, re.MULTILINE)

    assert packages
    assert text.count("--hash=sha256:") >= len(packages)
    assert "://" not in text


def test_the_lock_of_the_assets_names_hashes_and_no_addresses() -> None:
    text = (ROOT / "package-lock.json").read_text()

    assert '"integrity"' in text
    assert '"resolved"' not in text


def test_goes_on_without_the_map_where_npm_cannot_be_reached(tmp_path: Path) -> None:
    for file in ("package.json", "package-lock.json"):
        (tmp_path / file).write_text((ROOT / file).read_text())
    unreachable = tmp_path / "npm"
    unreachable.write_text("#!/bin/sh\necho 'network unreachable' >&2; exit 1\n")
    unreachable.chmod(0o755)

    assert frontend.bring(tmp_path, npm=[str(unreachable)]) is False
    assert not frontend.is_current(tmp_path)


def test_keeps_the_files_of_the_present_lock_only(tmp_path: Path) -> None:
    for file in ("package.json", "package-lock.json"):
        (tmp_path / file).write_text((ROOT / file).read_text())
    npm = tmp_path / "npm"
    sources = " ".join(f"node_modules/{source}" for source in frontend.FILES)
    npm.write_text(
        f'#!/bin/sh\nfor f in {sources}; do mkdir -p "$(dirname $f)"; echo x > $f; done\n'
    )
    npm.chmod(0o755)

    assert frontend.bring(tmp_path, npm=[str(npm)]) is True

    assert frontend.is_current(tmp_path)
    (tmp_path / "package-lock.json").write_text("{}")
    assert not frontend.is_current(tmp_path)
    assert not (tmp_path / "node_modules").exists()
