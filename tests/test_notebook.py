"""The Kaggle notebook: executed in a simulated Kaggle tree, with the placeholder test file and with another hidden one."""

import json
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from solver.dataset import read
from solver.jit import cache_folder
from solver.report import notebook
from solver.submission import check

SAMPLES = json.loads(Path("sample_tasks/arc-agi_sample_challenges.json").read_text())
LAYOUTS = {
    "placeholder": ("input/arc-prize-2025/arc-agi_test_challenges.json", list(SAMPLES)[:2]),
    "rerun": ("input/competitions/arc-prize-2026-arc-agi-2/arc-agi_test_challenges.json", list(SAMPLES)[2:5]),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_notebook_hands_in(layout, tmp_path, monkeypatch):
    file, ids = LAYOUTS[layout]
    challenges = tmp_path / file
    challenges.parent.mkdir(parents=True)
    challenges.write_text(json.dumps({id: SAMPLES[id] for id in ids}))
    challenges.parent.chmod(0o555)
    working = tmp_path / "working"
    working.mkdir()
    monkeypatch.setenv("TESSERA_KAGGLE", str(tmp_path))
    monkeypatch.setenv("TESSERA_CACHE", str(cache_folder()))  # What earlier tests compiled.
    monkeypatch.setenv("TESSERA_OPTIONS", "--effort 1 --workers 1 --report report.html")
    monkeypatch.setattr(notebook, "FOLDER", str(tmp_path / "code"))
    made = nbformat.reads(notebook.build(), as_version=4)
    NotebookClient(made, timeout=300, resources={"metadata": {"path": str(working)}}).execute()
    submission = json.loads((working / "submission.json").read_text())
    assert list(submission) == ids
    assert check(submission, read(challenges)) == []
    assert "exit status 0" in "".join(output.get("text", "") for cell in made.cells for output in cell.get("outputs", []))
    assert sorted(path.name for path in working.iterdir()) == ["report.html", "submission.json"]


def test_every_module_is_laid_out_as_it_is():
    texts = [text for kind, text in notebook.cells() if kind == "code"]
    for path in notebook.sources():
        source = (notebook.PROJECT / path).read_text().rstrip("\n")
        assert any(text.startswith(f"%%writefile {notebook.FOLDER}/{path.as_posix()}\n") and source in text for text in texts)
    assert not any("base64" in text.split("\n", 1)[-1] for text in texts if text.startswith("%%writefile"))
