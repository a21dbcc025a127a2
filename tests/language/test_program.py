"""Programs: text and back, and the interpreter on hand-made cases."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.jit import Placed
from solver.language import OPS
from solver.language import program as program_module
from solver.language.program import FOR_EACH, INPUT, Program, cut, flatten, kind_of, read_program, run_program
from solver.language.registry import NUMBERS

NAMES = sorted(OPS)
GRID = np.array([[0, 0, 0, 0], [0, 1, 1, 0], [0, 0, 1, 0], [2, 0, 0, 0]], np.uint8)


def random_argument(rng: np.random.Generator, kind: str, depth: int) -> Program | int | str:
    """Something that fits as an argument of a kind: a program at most `depth` ops deep, or a number."""
    if kind == "Scores":
        return str(rng.choice([name for name in NAMES if OPS[name].result == "Scores"]))
    if kind == "Direction" or (kind in NUMBERS and (depth == 0 or rng.random() < 0.5)):
        return int(rng.integers(-9, 31))
    return random_program(rng, kind, depth)


def random_program(rng: np.random.Generator, kind: str, depth: int) -> Program:
    """A program that makes a kind of value."""
    makers = [name for name in NAMES if made_by(name) == ("Grid" if kind == "Placed" else kind)]
    if kind in ("Grid", "Placed") and (depth == 0 or rng.random() < 0.2):
        return Program(INPUT)
    if kind == "Parts" and rng.random() < 0.3:
        mapped = [name for name in NAMES if OPS[name].arguments[0] == "Grid" and OPS[name].result == "Grid"]
        op = OPS[str(rng.choice(mapped))]
        if all(argument in NUMBERS for argument in op.arguments[1:]):
            rest = [random_argument(rng, argument, 0) for argument in op.arguments[1:]]
            return Program(FOR_EACH, (op.name, random_program(rng, "Parts", depth - 1), *rest))
    op = OPS[str(rng.choice(makers))]
    return Program(op.name, tuple(random_argument(rng, argument, max(0, depth - 1)) for argument in op.arguments))


def made_by(name: str) -> str:
    return {"Box": "Grid", "Placed": "Grid", "Labels": "Parts"}.get(OPS[name].result, OPS[name].result)


@given(st.sampled_from(["Grid", "Parts", "Color", "Integer"]), st.integers(0, 10**6))
@settings(deadline=None, max_examples=150)
def test_text_and_back(kind, seed):
    program = random_program(np.random.default_rng(seed), kind, 3)
    assert read_program(str(program)) == program
    assert kind_of(program) == kind


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not a program: ''"),
        ("flip_rows(", "not a program: 'flip_rows('"),
        ("3", "not a program: '3'"),
        ("flip_rows", "expected input or an op with its arguments"),
        ("no_such_op(input)", "unknown op 'no_such_op'"),
        ("flip_rows(nothing_known)", "'nothing_known'"),
        ("flip_rows(grid=input)", "'flip_rows(grid=input)'"),
        ("flip_rows(True)", "'True'"),
        ("flip_rows(1.5)", "'1.5'"),
        ("flip_rows(-input)", "'-input'"),
        ("(lambda: 1)()", "lambda"),
    ],
)
def test_what_is_not_understood_is_echoed(text, said):
    with pytest.raises(ValueError) as caught:
        read_program(text)
    assert said in str(caught.value)


@pytest.mark.parametrize("name", [name for name in NAMES if OPS[name].words])
def test_constants_with_words_are_read_and_written_as_words(name):
    op = OPS[name]
    assert list(op.words) == [value for value, _ in op.constants]
    assert len(set(op.words.values())) == len(op.words)
    for value, word in op.words.items():
        text = str(Program(name, (*map(Program, ["input"] * (len(op.arguments) - 1)), value)))
        assert text.endswith(f'"{word}")')
    if op.arguments == ("Grid", "Integer"):
        assert [read_program(f'{name}(input, "{word}")') for word in op.words.values()] == [
            read_program(f"{name}(input, {value})") for value in op.words
        ]


def test_words_of_mapped_ops_are_read_and_unknown_words_refused_with_near_ones():
    text = 'for_each(shift, cut_objects(input, "any colors"), "right around")'
    assert str(read_program(text)) == text
    assert read_program(text) == read_program("for_each(shift, cut_objects(input, 3), 11)")
    with pytest.raises(ValueError, match="unknown word 'larges'; near: 'largest'"):
        read_program('keep_objects(input, "larges")')
    with pytest.raises(ValueError, match="unknown word 'red'; it takes no words"):
        read_program('keep_color(input, "red")')


def test_the_examples_of_the_docstring_are_programs():
    examples = [line.split("   ")[0] for line in re.findall("^    (.*)", program_module.__doc__, re.MULTILINE)]
    assert len(examples) >= 3
    for text in examples:
        assert str(read_program(text)) == text


def shown(text: str, grid: np.ndarray = GRID):
    """A result as plain lists: (cells, row, col) for each grid."""
    result = run_program(read_program(text), grid)
    if isinstance(result, list):
        return [(part.cells.tolist(), part.row, part.col) for part in result]
    return (result.cells.tolist(), result.row, result.col) if isinstance(result, Placed) else result


def test_a_crop_remembers_where_it_came_from():
    assert shown("crop_to_content(keep_color(input, 1))") == ([[1, 1], [0, 1]], 1, 1)


def test_parts_are_cut_mapped_and_picked():
    parts = [([[1, 1], [0, 1]], 1, 1), ([[2]], 3, 0)]
    assert shown("cut_objects(input, 0)") == parts
    assert shown("for_each(flip_rows, cut_objects(input, 0))") == [([[0, 1], [1, 1]], 1, 1), parts[1]]
    assert shown("pick_max(cell_count, cut_objects(input, 0))") == parts[0]
    assert shown("pick_min(cell_count, cut_objects(input, 0))") == parts[1]


def test_a_number_can_be_computed():
    assert shown("ranked_color(input, 0)") == 1
    assert shown("keep_color(input, ranked_color(input, 0))") == shown("keep_color(input, 1)")


@pytest.mark.parametrize(
    "text", ["pick_max(cell_count, cut_objects(keep_color(input, 7), 0))", "crop_to_content(keep_color(input, 7))"]
)
def test_what_cannot_is_none_and_so_is_everything_around_it(text):
    assert run_program(read_program(text), GRID) is None
    assert run_program(read_program(f"flip_rows({text})"), GRID) is None


@pytest.mark.parametrize("text", ["flip_rows(3)", "flip_rows(cut_objects(input, 0))", "pick_max(cell_count, input)"])
def test_arguments_that_do_not_fit_are_errors(text):
    with pytest.raises(ValueError, match=r" takes \(.*found \("):
        run_program(read_program(text), GRID)


def test_labels_are_cut_in_their_order():
    labels = np.array([[2, 2], [0, 4]], np.int16)
    place = Placed(np.array([[1, 2], [3, 4]], np.uint8), 5, 6)
    cropped = cut(place, labels)
    assert [(part.cells.tolist(), part.row, part.col) for part in cropped] == [([[1, 2]], 5, 6), ([[4]], 6, 7)]
    assert cut(place, np.zeros((2, 2), np.int16)) is None


def test_flat_parts_hold_all_cells():
    parts = [Placed(GRID, 0, 1), Placed(GRID[:1, :2].copy(), 3, 4)]
    flat = flatten(parts)
    assert flat.starts.tolist() == [0, 16]
    assert (flat.heights.tolist(), flat.widths.tolist()) == ([4, 1], [4, 2])
    assert (flat.rows.tolist(), flat.cols.tolist()) == ([0, 3], [1, 4])
    assert flat.cells.tolist() == [*GRID.ravel().tolist(), 0, 0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("flip_rows(input, 3)", "takes (Grid), found (Grid, number)"),
        ("flip_rows(cut_panels(input))", "takes (Grid), found (Parts)"),
        ("keep_color(input, color_count(input))", "takes (Grid, Color), found (Grid, Integer)"),
        ("pick_max(flip_rows, input)", "takes (Scores, Parts), found (Grid, Grid)"),
        ("for_each(cut_panels, cut_panels(input))", "an op that makes a grid of a grid"),
        ("for_each(flip_rows, input)", "takes (Parts), found (Grid)"),
        ("no_such_op(input)", "unknown op 'no_such_op'"),
        ("flip_rows(input", "was never closed"),
        ("7", "expected input or an op"),
    ],
)
def test_what_is_no_program_is_refused_with_the_reason(text, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        read_program(text)
