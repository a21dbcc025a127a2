"""docs/extend.md, followed word for word in a copy of the project: its code is put where it says, its commands are run."""

import os
import re
import shlex
import shutil
import subprocess
import sys

import pytest

from tests.processes import COMPILING, ROOT

PAGE = (ROOT / "docs" / "extend.md").read_text(encoding="utf-8")
OP, CONSTRUCTOR, RULE, *SEEN, FAMILY, SAMPLE, FRAME = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
ROW, STEP = (re.search(rf"^    ({kind}\(.*\),)$", PAGE, re.MULTILINE)[1] for kind in ("Row", "Step"))
ARGUMENTS, *SEEN_ROWS = re.findall(r'^    ("[a-z ]+": .*,)$', PAGE, re.MULTILINE)
# Where the page says that the functions of solver/seeing and their rows go: file, what the function stands above, tables.
SEEN_PLACES = (
    ("cuts.py", "CUTS: dict", "CUTS", "test_cuts.py", "PICTURES"),
    ("attributes.py", "# Attributes beside columns", "ODD", "test_attributes.py", "ODD_SLOW"),
    ("relations.py", "# Colors that an object may take over, with", "RELATED", "test_relations.py", "EXAMPLES"),
)
COMMANDS = re.findall(r"^    \.venv/bin/python (?!-m solver compare)(.*)$", PAGE, re.MULTILINE)


def change(path, before, after):
    """Put something at a place that is there once."""
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, before
    path.write_text(text.replace(before, after), encoding="utf-8")


def add_row(path, table, row):
    """Put a row at the end of a table."""
    text = path.read_text(encoding="utf-8")
    start = re.search(rf"^{table}\b.*{{$", text, re.MULTILINE).end()
    end = text.index("\n}", start) + 1
    path.write_text(f"{text[:end]}    {row}\n{text[end:]}", encoding="utf-8")


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project with everything that the page adds."""
    copy = tmp_path_factory.mktemp("extended") / "tessera"
    ignored = shutil.ignore_patterns(".git", ".venv", ".*_cache", "__pycache__", "dist", ".hypothesis")
    shutil.copytree(ROOT, copy, ignore=ignored)
    places = {
        "solver/language/geometry.py": OP,
        "solver/search/constructors.py": CONSTRUCTOR,
        "solver/rules/orders.py": RULE,
        "solver/frames/reflections.py": FRAME,
        "sample_tasks/ordering.py": SAMPLE,
    }
    for name, code in places.items():
        (copy / name).write_text((copy / name).read_text(encoding="utf-8") + "\n\n" + code, encoding="utf-8")
    add_row(copy / "tests" / "search" / "test_goals.py", "ARGUMENTS", ARGUMENTS)
    pairs = zip(SEEN_ROWS[::2], SEEN_ROWS[1::2], strict=True)
    for code, rows, (file, above, table, tests, shown) in zip(SEEN, pairs, SEEN_PLACES, strict=True):
        change(copy / "solver" / "seeing" / file, f"\n{above}", f"\n{code}\n\n{above}")
        add_row(copy / "solver" / "seeing" / file, table, rows[0])
        add_row(copy / "tests" / "seeing" / tests, shown, rows[1])
    name = re.search(r"Write `(solver/rules/\w+\.py)`", PAGE)[1]
    (copy / name).write_text(FAMILY, encoding="utf-8")
    portfolio = copy / "solver" / "portfolio.py"
    change(portfolio, "    summaries,\n", "    sorted_rows,\n    summaries,\n")
    catalog, plan = (copy / "solver" / "frames" / name for name in ("catalog.py", "plan.py"))
    change(catalog, "antitransposed, transposed\n", "antitransposed, transposed, upside_down\n")
    change(catalog, '    "transposed": transposed,\n', '    "transposed": transposed,\n    "upside_down": upside_down,\n')
    change(plan, "PLAN: tuple[Step, ...] = (\n", f"PLAN: tuple[Step, ...] = (\n    {STEP}\n")
    change(portfolio, "\n)\n\nON_BACKGROUND", f"\n    {ROW}\n)\n\nON_BACKGROUND")
    return copy


def test_its_commands_are_those_that_are_tried():
    assert len(COMMANDS) == 14 and sum("pytest" in command for command in COMMANDS) == 6


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_works_as_written(project, command):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    words = [sys.executable, *shlex.split(command)]
    process = subprocess.run(words, cwd=project, env=environment, capture_output=True, text=True, timeout=COMPILING)
    told = process.stdout + process.stderr
    assert process.returncode == 0, told
    if "pytest" in command:
        assert re.search(r"\d+ passed", told)
    if command.startswith("-m solver explain pile"):
        assert "sorted_rows in frame literal" in told


def test_its_code_is_as_tidy_as_the_rest(project):
    pytest.importorskip("ruff")
    for words in (["check"], ["format", "--check"]):
        process = subprocess.run([sys.executable, "-m", "ruff", *words, "."], cwd=project, capture_output=True, text=True)
        assert process.returncode == 0, process.stdout
