"""The pages of docs/: their pictures are what the project draws, their links lead somewhere, their code is read by Python."""

import ast
import re
from pathlib import Path

import pytest

from docs.pictures import FOLDER, PICTURES
from solver.__main__ import COMMANDS, KERNEL, main

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_those_that_the_project_draws(name):
    assert (FOLDER / f"{name}.svg").read_text(encoding="utf-8") == PICTURES[name]().as_svg() + "\n", "python -m docs.pictures"


def test_every_picture_is_shown():
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert {path.stem for path in FOLDER.iterdir()} == set(PICTURES) == set(re.findall(r"\(pictures/(\w+)\.svg\)", text))


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere_and_commands_exist(page):
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (page.parent / target).is_file(), target
    for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
        ast.parse(block.strip())
    assert set(re.findall(r"-m solver ([a-z]+)", text)) <= {*COMMANDS, *KERNEL}
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)", text)) <= targets


def test_the_verbs_are_those_that_there_are(capsys):
    text = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
    assert main(["verbs", "--markdown"]) == 0
    told = text.partition("<!-- verbs -->\n")[2].partition("<!-- end of verbs -->")[0]
    assert told == capsys.readouterr().out, "make language"


def test_every_page_is_in_the_readme():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(f"(docs/{page.name})" in text for page in PAGES[1:])
