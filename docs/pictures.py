"""Draws the pictures of these pages from sample tasks, with the solver's own frames, ops and programs,
and what systems solve against what it costs.

python -m docs.pictures          rewrites docs/pictures/*.svg
"""

from __future__ import annotations

import sys
from pathlib import Path

from solver.budget import Budget
from solver.extras import lacking
from solver.frames.colors import colors_by_role
from solver.language.term import read_term
from solver.reading.dataset import read
from solver.report.steps import steps_of
from solver.report.terminal import UNSET
from solver.task import Grid, Task

if reason := lacking("drawsvg"):
    sys.exit(f"docs/pictures: not drawn: {reason}")
import drawsvg as svg

from docs.chart import chart

PROJECT = Path(__file__).resolve().parents[1]
FOLDER = PROJECT / "docs" / "pictures"
PALETTE = ("#000000", "#0074d9", "#ff4136", "#2ecc40", "#ffdc00", "#aaaaaa", "#f012be", "#ff851b", "#7fdbff", "#870c25")
INK, LINE, PAPER, SHADE, ACCENT = "#1f2933", "#8a97a6", "#ffffff", "#eef2f6", "#d9480f"
CELL = 14
TITLE = 18  # height of a line of text
GAP = 34


def page(width: float, height: float) -> svg.Drawing:
    """An empty picture on white paper, so that it can be read on a dark page too."""
    drawing = svg.Drawing(width, height, font_family="sans-serif")
    drawing.append(svg.Rectangle(0, 0, width, height, fill=PAPER))
    return drawing


def write(drawing: svg.Drawing, text: str, left: float, top: float, size: int = 12, **style: object) -> None:
    """Text whose baseline is at `top`."""
    drawing.append(svg.Text(text, size, left, top, fill=INK, **style))


def draw(drawing: svg.Drawing, grid: Grid, left: float, top: float, title: str = "", cell: int = CELL) -> tuple[float, float]:
    """A grid under its title; cells that are not set are left blank. Returns its right and bottom edge."""
    if title:
        write(drawing, title, left, top + 12)
        top += TITLE
    for row, cells in enumerate(grid.tolist()):
        for col, color in enumerate(cells):
            fill = PAPER if color == UNSET else PALETTE[color]
            drawing.append(
                svg.Rectangle(left + col * cell, top + row * cell, cell, cell, fill=fill, stroke=LINE, stroke_width=0.5)
            )
    return left + grid.shape[1] * cell, top + grid.shape[0] * cell


def arrow(drawing: svg.Drawing, start: tuple[float, float], end: tuple[float, float]) -> None:
    """A line with a head."""
    head = svg.Marker(-0.1, -0.5, 1.1, 0.5, scale=7, orient="auto")
    head.append(svg.Lines(-0.1, 0.5, -0.1, -0.5, 1, 0, fill=INK, close=True))
    drawing.append(svg.Line(*start, *end, stroke=INK, stroke_width=1.5, marker_end=head))


def task_of(name: str) -> Task:
    """A sample task."""
    task = read(PROJECT / "sample_tasks").entries[name].task
    assert task is not None
    return task


def in_a_row(titled: list[tuple[str, Grid]], note: str, joints: str = ">>>>") -> svg.Drawing:
    """Grids from left to right and a line below. joints: what stands between two grids, > for an arrow."""
    widths = [max(grid.shape[1] * CELL, 6.4 * len(title)) for title, grid in titled]
    height = max(grid.shape[0] for _, grid in titled) * CELL
    drawing = page(max(sum(widths) + GAP * (len(titled) + 1), 6.6 * len(note) + 2 * GAP), height + 2 * TITLE + 42)
    left = float(GAP)
    for number, (title, grid) in enumerate(titled):
        draw(drawing, grid, left, 12, title)
        left += widths[number]
        if number + 1 < len(titled):
            if joints[number] == ">":
                arrow(drawing, (left + 6, 40 + height / 3), (left + GAP - 10, 40 + height / 3))
            else:
                write(drawing, joints[number], left + GAP / 2 - 5, 44 + height / 3, 18)
        left += GAP
    write(drawing, note, GAP, height + TITLE + 38, fill_opacity=0.8)
    return drawing


def schedule() -> svg.Drawing:
    """Tiers over tasks: who gets what when, and what is on disk meanwhile."""
    drawing = page(640, 210)
    write(drawing, "time", 604, 196)
    arrow(drawing, (40, 192), (590, 192))
    blocks = [
        (40, 14, "guesses", SHADE),
        (100, 120, "tier 1: every task", "#d3e4fd"),
        (230, 340, "tier 2: every task, four times the steps", "#a8caf8"),
    ]
    for left, width, text, fill in blocks:
        drawing.append(svg.Rectangle(left, 56, width, 56, fill=fill, stroke=LINE))
        write(drawing, text, left, 46)
    for left, width, count in ((100, 120, 12), (230, 340, 12)):
        for number in range(count):
            drawing.append(
                svg.Line(left + number * width / count, 56, left + number * width / count, 112, stroke=LINE, stroke_width=0.5)
            )
    write(drawing, "submission.json: complete from the first second, replaced as answers are found", 40, 140)
    for left in (54, 110, 150, 190, 230, 300, 370, 440, 510, 570):
        drawing.append(svg.Circle(left, 160, 5, fill=ACCENT))
    return drawing


def search() -> svg.Drawing:
    """A program of two ops, applied to a demonstration."""
    text = "crop_to_content(rotate_counterclockwise(input))"
    steps = steps_of(read_term(text), task_of("crop-and-rotate").inputs)
    titled = [(step.text.partition("(")[0], step.grids[0][1]) for step in steps]
    return in_a_row(titled, f"{text}, cost 9: found as a value of all inputs at once")


def overlay() -> svg.Drawing:
    """Layers: what each shows, the first on top, and what they make together."""
    task = task_of("both-halves-agree")
    parts = ('layer(of=input, cells="zeros")', 'layer(of=recolor_all(flip_cols(input), 2), cells="all")')
    rule = read_term(f"layers(of=({', '.join(parts)}), sizes={tuple(grid.shape for grid in task.inputs)})")
    steps = {step.text: step for step in steps_of(rule, task.inputs)}
    height, width = task.train[0].output.shape
    layers = [steps[part].grids[0][1][:height, :width] for part in parts]
    titled = [("input", task.train[0].input), *zip(("zeros on top", "and below"), layers, strict=True)]
    return in_a_row(
        [*titled, ("the output", task.train[0].output)],
        "The zeros of the first layer cover the second: cells set in both halves remain",
        ">+=",
    )


def view() -> svg.Drawing:
    """A task as it is and in the frame of renamed colors."""
    task = task_of("halo-without-the-star")
    (rewritten,) = colors_by_role(task, Budget())
    titled = [("demonstration 1", task.train[0].input), ("in frame colors", rewritten.task.train[0].input)]
    titled += [("test input", task.test[0]), ("in frame colors", rewritten.task.test[0])]
    return in_a_row(titled, "Colors renamed by the role they play: what differs only in color becomes equal", "> >")


def cell() -> svg.Drawing:
    """What a rule for one cell can see."""
    grid = task_of("bridges-without-their-ends").train[0].input
    drawing = page(grid.shape[1] * CELL * 1.6 + 330, max(grid.shape[0] * CELL * 1.6 + 60, 190))
    size = int(CELL * 1.6)
    draw(drawing, grid, 30, 24, cell=size)
    row, col = grid.shape[0] // 2, grid.shape[1] // 2
    middle = (30 + (col + 0.5) * size, 24 + (row + 0.5) * size)
    drawing.append(
        svg.Rectangle(
            middle[0] - 1.5 * size, middle[1] - 1.5 * size, 3 * size, 3 * size, fill="none", stroke=ACCENT, stroke_width=2
        )
    )
    drawing.append(svg.Rectangle(middle[0] - size / 2, middle[1] - size / 2, size, size, fill=ACCENT))
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            if down or right:
                end = (middle[0] + 3.2 * size * right, middle[1] + 3.2 * size * down)
                drawing.append(svg.Line(*middle, *end, stroke=ACCENT, stroke_width=1.5, stroke_dasharray="4 3"))
    partner = (30 + (grid.shape[1] - 1 - col) * size, 24 + row * size)
    drawing.append(svg.Rectangle(*partner, size, size, fill="none", stroke="#12b886", stroke_width=3))
    words = (
        "its own color and its neighbors",
        "first color, distance and count on 8 rays",
        "the cell across each mirror, turn and period",
    )
    words += (
        "its object: size, holes, shape, is it unique ...",
        "its row, column, panel, place, parity",
        "a tree of few questions decides: a color, or",
        "the color of one of these cells",
    )
    for number, text in enumerate(words):
        write(drawing, text, 60 + grid.shape[1] * size, 44 + 22 * number)
    return drawing


PICTURES = {"schedule": schedule, "search": search, "overlay": overlay, "view": view, "cell": cell, "chart": chart}


def main() -> None:
    """Write every picture."""
    for name, make in PICTURES.items():
        (FOLDER / f"{name}.svg").write_text(make().as_svg() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
