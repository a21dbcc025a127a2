"""A run replayed: what agrees is counted, and what does not is told."""

from __future__ import annotations

import json

import pytest

import kernel
from solver.__main__ import main


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    """The log of a run of two sample tasks."""
    folder = tmp_path_factory.mktemp("run")
    only = [
        "--only",
        "shrink-the-mosaic-and-tip-it,crop-and-rotate",
        "--only-families",
        "shrink,search",
        "--disable",
        "cell_bank",
    ]
    files = ["--log", str(folder / "run.jsonl"), "--output", str(folder)]
    assert kernel.main([*only, *files, "--effort", "1", "--workers", "1"]) == 0
    return folder / "run.jsonl"


def test_texts_give_the_predictions_again(log, capsys):
    assert main(["replay", str(log)]) == 0
    table = capsys.readouterr().out.splitlines()
    assert table[0].split() == ["family", "agree", "differ", "not", "read", "share"]
    assert table[-1].startswith("all ") and table[-1].endswith("100.0%") and int(table[-1].split()[1]) > 2
    assert main(["replay", str(log), "--only-families", "shrink"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["family", "shrink", "all"]


def test_what_does_not_agree_is_told(log, tmp_path, capsys):
    lines = log.read_text().splitlines()
    changed = [json.loads(line) for line in lines]
    texts = iter(["flip_rows(input)", "no rule", "turned upside down"])
    for row in changed[1]["candidates"][:3]:
        row["program"] = next(texts)
    (tmp_path / "run.jsonl").write_text("\n".join(map(json.dumps, changed)))
    assert main(["replay", str(tmp_path / "run.jsonl"), "--show", "2"]) == 1
    text = capsys.readouterr().out
    assert ": flip_rows(input)\n  differ" in text and "not a rule" in text and "upside down" not in text
    assert text.splitlines()[-5].split()[1:4] != ["0", "0", "0"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--only-families", "shrnk"], "expected a family, found 'shrnk'; near: shrink"),
        (["--input", "own.json"], "expected a run of own"),
    ],
)
def test_what_cannot_be_replayed_is_said(log, arguments, words, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    pair = {"input": [[1]], "output": [[2]]}
    (tmp_path / "own.json").write_text(json.dumps({"own": {"train": [pair], "test": [{"input": [[1]]}]}}))
    assert main(["replay", str(log), *arguments]) == 2
    assert words in capsys.readouterr().err
