"""Both ways to Kaggle, executed in a simulated Kaggle tree: with the placeholder test file and with another hidden one."""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from solver.__main__ import main
from solver.cache import cache_folder
from solver.reading.dataset import COMPETITION_SLUGS, read
from solver.report import kaggle, notebook
from solver.running.submission import check
from tests.processes import ROOT

SAMPLES = json.loads(Path("sample_tasks/arc-agi_sample_challenges.json").read_text())
LAYOUTS = {
    "placeholder": ("input/arc-prize-2025/arc-agi_test_challenges.json", list(SAMPLES)[:2]),
    "rerun": ("input/competitions/arc-prize-2026-arc-agi-2/arc-agi_test_challenges.json", list(SAMPLES)[2:5]),
}
MOUNTS = {"placeholder": "input/tessera", "rerun": "input/datasets/somebody/tessera"}
BARE = (sys.executable, "-I", "-S", "-c")  # no package can be imported


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """What `make kaggle` writes."""
    output = tmp_path_factory.mktemp("kaggle")
    assert main(["kaggle", "--owner", "somebody", "--output", str(output)]) == 0
    return output


@pytest.fixture(params=LAYOUTS)
def tree(request, tmp_path, monkeypatch):
    """A Kaggle tree with hidden tasks: the folder, the name of its layout, the ids."""
    file, ids = LAYOUTS[request.param]
    challenges = tmp_path / file
    challenges.parent.mkdir(parents=True)
    challenges.write_text(json.dumps({id: SAMPLES[id] for id in ids}))
    challenges.parent.chmod(0o555)
    (tmp_path / "working").mkdir()
    monkeypatch.setenv("TESSERA_KAGGLE", str(tmp_path))
    monkeypatch.setenv("TESSERA_CACHE", str(cache_folder()))  # What earlier tests compiled.
    monkeypatch.setenv("TESSERA_OPTIONS", "--effort 1 --workers 1 --report report.html")
    return tmp_path, request.param, ids


def upload(dataset, mount):
    """Mount a dataset as Kaggle's command and Kaggle do: folders left out, zips unpacked, nothing writable."""
    mount.mkdir(parents=True)
    for file in dataset.iterdir():
        if file.suffix == ".zip":
            zipfile.ZipFile(file).extractall(mount / file.stem)
        elif file.is_file() and file.name != "dataset-metadata.json":
            shutil.copy(file, mount)
    make_read_only(mount)


def make_read_only(mount):
    for path in [mount, *mount.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)


def hands_in(text, tree):
    """Execute a notebook and look at what it leaves. Returns what it said."""
    root, _, ids = tree
    made = nbformat.reads(text, as_version=4)
    nbformat.validate(made)
    NotebookClient(made, timeout=600, resources={"metadata": {"path": str(root / "working")}}).execute()
    submission = json.loads((root / "working" / "submission.json").read_text())
    assert list(submission) == ids
    assert check(submission, read(next(root.glob("input/**/arc-agi_test_challenges.json")))) == []
    said = "".join(output.get("text", "") for cell in made.cells for output in cell.get("outputs", []))
    assert "exit status 0" in said and "complete and legal" in said
    assert sorted(path.name for path in (root / "working").iterdir()) == ["report.html", "submission.json"]
    return said


def test_the_notebook_in_one_file_hands_in(tree, monkeypatch):
    root, _, _ = tree
    monkeypatch.setattr(notebook, "FOLDER", str(root / "code"))
    said = hands_in(notebook.as_notebook(notebook.cells()), tree)
    assert f"Tessera {notebook.VERSION}: {len(notebook.sources())} files" in said
    (laid_out,) = (root / "code").iterdir()
    for name, path in notebook.sources().items():
        assert (laid_out / name).read_bytes() == path.read_bytes()


def test_the_notebook_of_the_dataset_hands_in(tree, folders, monkeypatch):
    root, layout, _ = tree
    mount = root / MOUNTS[layout]
    if layout == "placeholder":
        shutil.copytree(folders / "dataset", mount)
        make_read_only(mount)
    else:
        upload(folders / "dataset", mount)
    mounted = sorted(mount.rglob("*"))
    monkeypatch.setattr(kaggle, "FOLDER", str(root / "scratch"))
    said = hands_in(notebook.as_notebook(kaggle.cells("somebody", "tessera")), tree)
    assert f"Tessera in {mount}" in said
    assert sorted(mount.rglob("*")) == mounted, "nothing is written where the code lies"


def found_code(root, monkeypatch):
    """Run the cell that finds the code; returns what it says, or the last line of its error."""
    monkeypatch.setattr(kaggle, "FOLDER", str(root / "scratch"))
    (cell,) = [text for kind, text in kaggle.cells("somebody", "tessera") if kind == "code" and "def find" in text]
    environment = {"TESSERA_KAGGLE": str(root)}
    done = subprocess.run([*BARE, cell], capture_output=True, text=True, env=environment)
    return done.stdout.strip() or done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize("mount", ["input/tessera", "input/datasets/somebody/tessera", "input/other/name"])
def test_the_code_is_found_wherever_it_is_mounted(mount, tmp_path, folders, monkeypatch):
    upload(folders / "dataset", tmp_path / mount)
    (tmp_path / "input" / "another").mkdir()
    (tmp_path / "input" / "another" / "kernel.py").write_text("raise SystemExit('not this one')")
    assert found_code(tmp_path, monkeypatch) == f"Tessera in {tmp_path / mount / 'tessera'}"


def test_a_zip_that_is_still_one_is_unpacked(tmp_path, folders, monkeypatch):
    (tmp_path / "input" / "tessera").mkdir(parents=True)
    shutil.copy(folders / "dataset" / "tessera.zip", tmp_path / "input" / "tessera")
    assert found_code(tmp_path, monkeypatch) == f"Tessera in {tmp_path / 'scratch' / 'code'}"
    assert (tmp_path / "scratch" / "code" / "solver" / "running" / "run.py").is_file()


def test_without_the_dataset_it_says_what_to_attach(tmp_path, monkeypatch):
    (tmp_path / "input").mkdir()
    assert "expected the dataset somebody/tessera with kernel.py and solver/" in found_code(tmp_path, monkeypatch)


def test_the_dataset_is_the_readable_source(folders):
    dataset = folders / "dataset"
    for name, path in notebook.sources().items():
        assert (dataset / name).read_bytes() == path.read_bytes()
    with zipfile.ZipFile(dataset / "tessera.zip") as tree:
        assert {name: tree.read(name) for name in tree.namelist()} == {
            name: path.read_bytes() for name, path in notebook.sources().items()
        }
    about = json.loads((dataset / "dataset-metadata.json").read_text())
    assert about["id"] == "somebody/tessera" and 6 <= len(about["title"]) <= 50 and len(about["licenses"]) == 1


def test_the_upload_of_the_notebook_is_described(folders):
    about = json.loads((folders / "kernel" / "kernel-metadata.json").read_text())
    assert about["id"] == "somebody/" + about["title"].lower().replace(" ", "-")  # Kaggle makes the slug from the title.
    assert (folders / "kernel" / about["code_file"]).is_file()
    assert (about["language"], about["kernel_type"], about["is_private"]) == ("python", "notebook", True)
    assert about["enable_gpu"] is about["enable_internet"] is False
    assert about["dataset_sources"] == ["somebody/tessera"]
    assert about["competition_sources"] == [COMPETITION_SLUGS[0]]
    thin = (folders / "kernel" / about["code_file"]).read_text()
    assert "PACKED" not in thin and max(map(len, thin.splitlines())) < 200


def test_the_owner_comes_from_the_environment_or_an_argument(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("KAGGLE_USERNAME", raising=False)
    assert main(["kaggle", "--output", str(tmp_path)]) == 2
    assert "KAGGLE_USERNAME" in capsys.readouterr().err and not list(tmp_path.iterdir())
    monkeypatch.setenv("KAGGLE_USERNAME", "envy")
    assert main(["kaggle", "--output", str(tmp_path), "--slug", "my-arc-code", "--competition", "another-prize"]) == 0
    about = json.loads((tmp_path / "kernel" / "kernel-metadata.json").read_text())
    assert (about["id"], about["title"]) == ("envy/my-arc-code-run", "My arc code run")
    assert (about["dataset_sources"], about["competition_sources"]) == (["envy/my-arc-code"], ["another-prize"])


@pytest.mark.parametrize("wrong", [("--owner", "a/b"), ("--slug", "short"), ("--slug", "Tessera"), ("--competition", "a b")])
def test_names_that_kaggle_refuses_are_refused(wrong, tmp_path, capsys):
    assert main(["kaggle", "--owner", "somebody", "--output", str(tmp_path), *wrong]) == 2
    assert wrong[1] in capsys.readouterr().err and not list(tmp_path.iterdir())


def test_a_second_call_leaves_nothing_of_the_first_and_spares_other_files(tmp_path, capsys):
    call = ["kaggle", "--owner", "somebody", "--output", str(tmp_path)]
    assert main(call) == 0
    first = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    (tmp_path / "dataset" / "solver" / "gone.py").write_text("")
    assert main(call) == 0
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == first
    (tmp_path / "dataset" / "dataset-metadata.json").unlink()
    assert main(call) == 2
    assert "found other files" in capsys.readouterr().err and (tmp_path / "dataset" / "kernel.py").is_file()


def test_the_notebook_is_small_and_the_same_each_time(tmp_path, capsys):
    first, second = tmp_path / "new" / "first.ipynb", tmp_path / "second.ipynb"
    assert main(["notebook", "--output", str(first)]) == main(["notebook", "--output", str(second)]) == 0
    assert first.stat().st_size <= notebook.MOST_BYTES <= 600_000
    assert first.read_bytes() == second.read_bytes()
    readable = [text for kind, text in notebook.cells() if not text.startswith("PACKED")]
    assert len(readable) == 5 and max(len(line) for text in readable for line in text.splitlines()) < 130
    assert notebook.VERSION in readable[0] and "sha256" in readable[2] and "Popen" in readable[3]


def test_a_notebook_that_is_too_large_is_refused(tmp_path, monkeypatch, capsys):
    big = tmp_path / "big.py"
    big.write_text("# " + "".join(map(chr, range(0x4E00, 0x9000))) * 20)
    noise = tmp_path / "noise.py"
    noise.write_text("# " + subprocess.run(["head", "-c", "400000", "/dev/urandom"], capture_output=True).stdout.hex())
    whole = notebook.sources()
    monkeypatch.setattr(notebook, "sources", lambda: whole | {"solver/big.py": big})
    assert main(["notebook", "--output", str(tmp_path / "fits.ipynb")]) == 0, "what can be compressed counts little"
    monkeypatch.setattr(notebook, "sources", lambda: whole | {"solver/noise.py": noise})
    capsys.readouterr()
    assert main(["notebook", "--output", str(tmp_path / "large.ipynb")]) == 2
    assert "not written: expected at most 600,000 bytes" in capsys.readouterr().err
    assert not (tmp_path / "large.ipynb").exists()


def test_changed_code_is_not_run(tmp_path, monkeypatch):
    monkeypatch.setattr(notebook, "FOLDER", str(tmp_path / "code"))
    texts = [text for kind, text in notebook.cells() if kind == "code"][:3]
    line = texts[1].splitlines()[5]
    texts[1] = texts[1].replace(line, line[:10] + ("A" if line[10] != "A" else "B") + line[11:])
    done = subprocess.run([*BARE[:-1], "-"], input="\n".join(texts), capture_output=True, text=True)
    assert done.returncode == 1 and "the packed code was changed: expected SHA-256" in done.stderr
    assert not (tmp_path / "code").exists()


@pytest.mark.parametrize("command", ["notebook", "kaggle"])
def test_both_are_written_without_any_package(command, tmp_path):
    """So `make notebook` and `make kaggle` need not install any."""
    words = [command, "--output", str(tmp_path / "out"), *(["--owner", "somebody"] if command == "kaggle" else [])]
    script = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from solver.__main__ import main; sys.exit(main({words!r}))"
    done = subprocess.run([*BARE, script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out").exists()


def test_make_installs_only_what_a_target_needs():
    def recipe(target):
        return subprocess.run(["make", "-n", "VENV=none", target], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert "-m solver notebook" in recipe("notebook") and "pip install" not in recipe("notebook")
    assert "-m solver kaggle" in recipe("kaggle") and "pip install" not in recipe("kaggle")
    assert "--requirement requirements.txt" in recipe("report") and "requirements-dev.txt" not in recipe("report")


def test_the_readme_says_the_commands_that_are_printed(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["kaggle", "--owner", "somebody"]) == 0
    told = [line.split(":", 1)[1].strip() for line in capsys.readouterr().out.splitlines()[2:4]]
    text = (ROOT / "README.md").read_text()
    assert len(told) == 2 and all(f"    {command} " in text for command in told)


@pytest.mark.parametrize("command", ["notebook", "kaggle"])
def test_a_place_that_cannot_be_written_is_told(command, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    owner = ["--owner", "somebody"] if command == "kaggle" else []
    assert main([command, *owner, "--output", str(tmp_path / "file" / "below")]) == 2
    assert "not written" in capsys.readouterr().err
