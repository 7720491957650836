"""The rules of the house that imports cannot show, each a reading of the files under a root.

Every function takes the root of a tree and returns its findings, one line each.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

Node = TypeVar("Node", bound=ast.AST)

KINDS = frozenset(
    [
        "__init__",
        "rules",
        "models",
        "news",
        "queries",
        "services",
        "handlers",
        "forms",
        "views",
        "api",
        "tasks",
        "admin",
        "solver",
        "urls",
        "apps",
    ]
)
NEVER = frozenset({"utils", "helpers", "managers", "signals", "mixins"})
LAYOUT = frozenset(
    {"migrations", "templates", "static", "locale", "templatetags", "common", "database"}
)
FLAT = frozenset({"cli", "site", "ui", "worker"})
CLOCKS = frozenset(
    [
        "timezone.now",
        "datetime.now",
        "datetime.utcnow",
        "datetime.today",
        "date.today",
        "time.time",
        "time.time_ns",
        "ids.new",
        "uuid.uuid4",
        "uuid.uuid1",
    ]
)
CONVERSIONS = frozenset({"timezone.localtime", "timezone.localdate"})
NO_CLOCK = frozenset({"rules", "services", "queries", "solver", "news", "models", "handlers"})
RELATIONS = frozenset({"ForeignKey", "OneToOneField", "ManyToManyField"})
CODE = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+")
SILENCED = re.compile(r"# (?:type: " + r"ignore\[([^\]]+)\]|no" + r"qa: ([A-Z0-9, ]+))")
MOST_LINES, MOST_FUNCTION_LINES = 400, 50
SKIPPED = frozenset({".git", ".venv", "var", "node_modules", "vendor", "__pycache__"})
TEXTS = frozenset(
    {".py", ".md", ".toml", ".txt", ".json", ".html", ".css", ".js", ".mjs", ".po", ""}
)
MACHINE = re.compile(
    "|".join(["registry" + r"\.npm", "pypi" + r"\.org/simple", "files" + r"\.pythonhosted"])
    + r"|(?<![\w.<])/(?:root|"
    + r"work|home)/\w"
)


def file_names(root: Path) -> list[str]:
    """Find files whose name is no kind of line."""
    found = []
    for path in _python(root):
        inside = path.relative_to(root / "linli").parts
        if path.stem in NEVER:
            found.append(f"{path}: no file is called so")
        elif len(inside) < 3 or inside[0] in FLAT or LAYOUT & set(inside):
            continue
        elif path.stem not in KINDS or len(inside) > 3:
            found.append(f"{path}: not a kind of line")
    return found


def long_files(root: Path) -> list[str]:
    """Find files of more than 400 lines."""
    sizes = {path: path.read_text().count("\n") for path in _python(root)}
    return [f"{path}: {size} lines" for path, size in sizes.items() if size > MOST_LINES]


def long_functions(root: Path) -> list[str]:
    """Find functions of more than 50 lines."""
    found = []
    for path, node in _nodes(root, ast.stmt):
        size = (node.end_lineno or 0) - node.lineno + 1
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and size > MOST_FUNCTION_LINES:
            found.append(f"{path}:{node.lineno} {node.name}: {size} lines")
    return found


def positional_services(root: Path) -> list[str]:
    """Find public services that take more without a name than an actor and what is in hand."""
    found = []
    for path in _python(root, "services"):
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            if len(node.args.args) > 2:
                found.append(f"{path}:{node.lineno} {node.name}: name the arguments")
    return found


def clocks(root: Path) -> list[str]:
    """Find code behind the doors that asks the clock, or issues keys by it."""
    found = []
    for path, node in _nodes(root, ast.Call):
        if path.stem not in NO_CLOCK or not isinstance(node.func, ast.Attribute):
            continue
        asked = f"{_name(node.func.value)}.{node.func.attr}"
        if asked in CLOCKS or (asked in CONVERSIONS and not node.args):
            found.append(f"{path}:{node.lineno} {asked}: the door passes it in")
    return found


def relations(root: Path) -> list[str]:
    """Find foreign keys that leave their app other than by name, or leave a trace there."""
    found = []
    for path, node in _nodes(root, ast.Call):
        if path.stem != "models" or _name(node.func) not in RELATIONS:
            continue
        app = path.relative_to(root / "linli").parts[0]
        target = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
        back = {word.arg: word.value for word in node.keywords}.get("related_name")
        hidden = isinstance(back, ast.Constant) and back.value == "+"
        if target is None and _comes_from_elsewhere(path, _name(node.args[0]), app):
            found.append(f"{path}:{node.lineno} name the other app's table as a text")
        if isinstance(target, str) and _leaves(target, app) and not hidden:
            found.append(f"{path}:{node.lineno} {target}: related_name='+'")
    return found


def model_getters(root: Path) -> list[str]:
    """Find ``apps.get_model`` outside migrations."""
    return [
        f"{path}:{node.lineno} get_model"
        for path, node in _nodes(root, ast.Attribute)
        if node.attr == "get_model" and "migrations" not in path.parts
    ]


def impure_rules(root: Path) -> list[str]:
    """Find rules and solvers that import Django, a driver or a door to the tables."""
    forbidden = re.compile(r"^(django|psycopg|procrastinate)\b|\.(models|queries|services|views)$")
    found = []
    for path, node in _nodes(root, ast.stmt):
        if path.stem not in ("rules", "solver") or not isinstance(
            node, ast.Import | ast.ImportFrom
        ):
            continue
        module = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
        names = [module + alias.name for alias in node.names]
        found += [f"{path}:{node.lineno} {name}" for name in names if forbidden.search(name)]
    return found


def silent_models(root: Path) -> list[str]:
    """Find models that do not say which personal data they hold."""
    return [
        f"{path}:{node.lineno} {node.name}: Personal data: …"
        for path, node in _nodes(root, ast.ClassDef)
        if path.stem == "models"
        and {"Model", "AbstractBaseUser"} & {_name(base) for base in node.bases}
        and "Personal data:" not in (ast.get_docstring(node) or "")
    ]


def error_codes(root: Path) -> list[str]:
    """Find codes that two errors share, or that do not begin with their app."""
    codes = [
        (str(path), path.relative_to(root / "linli").parts, code)
        for path, node in _nodes(root, ast.ClassDef)
        if CODE.fullmatch(code := _texts(node).get("code", ""))
    ]
    twice = {code for code, count in Counter(code for _, _, code in codes).items() if count > 1}
    found = [f"{path}: {code} is used twice" for path, _, code in codes if code in twice]
    for path, parts, code in codes:
        if code.partition(".")[0] not in parts[:2]:
            found.append(f"{path}: {code} does not begin with {parts[0]}")
    return found


def unfilled_errors(root: Path) -> list[str]:
    """Find errors raised without a fact that their words name."""
    needs: dict[str, set[str]] = {}
    for _, node in _nodes(root, ast.ClassDef):
        texts = _texts(node)
        inherited = set().union(*(needs.get(_name(base), set()) for base in node.bases))
        if CODE.fullmatch(texts.get("code", "")) and not _builds_its_facts(node):
            words = texts.get("message", "") + texts.get("hint", "")
            needs[node.name] = set(re.findall(r"%\((\w+)\)", words)) | (
                inherited if "message" not in texts else set()
            )
    found = []
    for path, raised in _nodes(root, ast.Raise):
        call = raised.exc
        given = {word.arg for word in call.keywords} if isinstance(call, ast.Call) else set()
        name = _name(call.func if isinstance(call, ast.Call) else call)
        lacking = needs.get(name, set()) - given
        if lacking and None not in given:
            found.append(f"{path}:{raised.lineno} {name} lacks {', '.join(sorted(lacking))}")
    return found


def machine_words(root: Path) -> list[str]:
    """Find addresses of a package registry and paths of one machine, in any file."""
    found = []
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        if SKIPPED & set(inside.parts) or path.suffix not in TEXTS or not path.is_file():
            continue
        if any(part.startswith(".") and part != ".ci" for part in inside.parts):
            continue
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            if MACHINE.search(line):
                found.append(f"{path}:{number} {line.strip()[:80]}")
    return found


def silenced(root: Path) -> Counter[str]:
    """Count the checks that a line silences for itself, by the code of the check."""
    found: Counter[str] = Counter()
    for folder in ("linli", "tests", "bench"):
        for path in sorted((root / folder).rglob("*.py")):
            if SKIPPED & set(path.relative_to(root).parts) or "migrations" in path.parts:
                continue
            for codes in SILENCED.findall(path.read_text()):
                found.update(code.strip() for code in "".join(codes).split(","))
    return found


def undocumented_settings(root: Path) -> list[str]:
    """Find variables of the environment that are read and not described, or the reverse."""
    read: set[str] = set()
    for path in [*_python(root), root / "tests" / "conftest.py", root / ".ci" / "run"]:
        if path.exists():
            read |= set(re.findall(r"\b(?:LINLI_[A-Z_]+|DATABASE_URL)\b", path.read_text()))
    page = root / "docs" / "reference" / "settings.md"
    described = set(re.findall(r"^\| `(\w+)`", page.read_text(), re.MULTILINE))
    return [f"{name} is not described" for name in sorted(read - described)] + [
        f"{name} is described and not read" for name in sorted(described - read)
    ]


def _python(root: Path, stem: str = "*") -> list[Path]:
    return [
        path
        for path in sorted((root / "linli").rglob(f"{stem}.py"))
        if not SKIPPED & set(path.relative_to(root).parts) and "migrations" not in path.parts
    ]


def _nodes(root: Path, kind: type[Node]) -> Iterator[tuple[Path, Node]]:
    for path in _python(root):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, kind):
                yield path, node


def _name(node: ast.AST | None) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _leaves(target: str, app: str) -> bool:
    return "." in target and target.partition(".")[0] != app


def _comes_from_elsewhere(path: Path, name: str, app: str) -> bool:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and name in {alias.name for alias in node.names}:
            return not (node.module or "").startswith(f"linli.{app}.")
    return False


def _builds_its_facts(node: ast.ClassDef) -> bool:
    return any(isinstance(line, ast.FunctionDef) and line.name == "__init__" for line in node.body)


def _texts(node: ast.ClassDef) -> dict[str, str]:
    """Return the texts that a class assigns in its body, also those marked for translation."""
    found = {}
    for line in node.body:
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
            values = [part.value for part in ast.walk(line.value) if isinstance(part, ast.Constant)]
            found[line.targets[0].id] = "".join(value for value in values if isinstance(value, str))
    return found
