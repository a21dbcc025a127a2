"""The kernel with families that misbehave (tests/faulty.py), run on tasks that are named by their fault."""

import pytest

from tests.processes import FAULTY, log_lines, run, submission, write_tasks


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def small(tmp_path, cache):
    """Run the kernel on tasks named by their fault; gives the process, its submission and its log by id."""

    def go(ids, *arguments, environment=None, **options):
        tasks = write_tasks(tmp_path / "tasks.json", ids)
        log = tmp_path / "run.jsonl"
        variables = {"TESSERA_CACHE": str(cache)} | (environment or {})
        common = ("--input", tasks, "--output", tmp_path, "--workers", 2, "--log", log)
        process = run(FAULTY, *common, *(arguments or ("--effort", 1001)), environment=variables, **options)
        return process, submission(tmp_path / "submission.json", tasks), log_lines(log)[1]

    return go
