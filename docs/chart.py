"""Draws what systems solve against what it costs, from the table "Beside other systems" of docs/benchmarks.md."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path

import drawsvg as svg

PAGE = Path(__file__).with_name("benchmarks.md")
HEADING = "## Beside other systems"
INK, LINE, PAPER, OWN, OTHER = "#1f2933", "#c3ccd6", "#ffffff", "#d9480f", "#1c7ed6"
WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 64, 700, 52, 336  # the plane
FEWEST, MOST = 0.3, 3000.0  # seconds per test input, on a scale of powers
TASKS = 300
WORDS = 180  # what a name takes in width
HUMANS = 257  # of 400: 64 %, the average person on the public evaluation set (arXiv 2409.01374)
DOLLARS_PER_HOUR = 0.05  # of one core, rented


@dataclass(frozen=True)
class Point:
    """One system: its name, the tasks it solves of 400, seconds per test input, and whether these are of a GPU."""

    name: str
    solved: int
    seconds: float
    is_gpu: bool

    @property
    def is_own(self) -> bool:
        """True for this project."""
        return self.name.startswith("Tessera")


def points() -> list[Point]:
    """The rows of the table. Raises ValueError when there are none."""
    section = PAGE.read_text(encoding="utf-8").partition(HEADING)[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([^|]+) \| (\d+) \| ([\d.,]+)( GPU)? \|", section, re.MULTILINE)
    if not rows:
        raise ValueError(f"{PAGE.name}: expected rows under {HEADING!r}, found none")
    return [Point(name.strip(), int(solved), float(seconds.replace(",", "")), bool(gpu)) for name, solved, seconds, gpu in rows]


def _across(seconds: float) -> float:
    return LEFT + (RIGHT - LEFT) * math.log(seconds / FEWEST) / math.log(MOST / FEWEST)


def _down(solved: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * solved / TASKS


def _cents(seconds: float) -> str:
    cents = 100 * DOLLARS_PER_HOUR * seconds / 3600
    return f"{cents:.{max(0, 1 - math.floor(math.log10(cents)))}f}".rstrip("0").rstrip(".")


def chart() -> svg.Drawing:
    """Tasks of the ARC-AGI-1 public evaluation set against seconds per test input; cents of a rented core above."""
    drawing = svg.Drawing(WIDTH, HEIGHT, font_family="sans-serif")
    drawing.append(svg.Rectangle(0, 0, WIDTH, HEIGHT, fill=PAPER))

    def write(text: str, left: float, top: float, anchor: str = "start", size: int = 12, color: str = INK) -> None:
        drawing.append(svg.Text(text, size, left, top, fill=color, text_anchor=anchor))

    for solved in range(0, TASKS + 1, 50):
        drawing.append(svg.Line(LEFT, _down(solved), RIGHT, _down(solved), stroke=LINE, stroke_width=0.6))
        write(str(solved), LEFT - 8, _down(solved) + 4, "end")
    for seconds in (1, 10, 100, 1000):
        drawing.append(svg.Line(_across(seconds), TOP, _across(seconds), BOTTOM, stroke=LINE, stroke_width=0.6))
        write(f"{seconds:,} s", _across(seconds), BOTTOM + 18, "middle")
        write(f"{_cents(seconds)} ¢", _across(seconds), TOP - 8, "middle", 11)
    write("solved of the 400 tasks of the ARC-AGI-1 public evaluation set", LEFT, 20, size=13)
    write(f"at {DOLLARS_PER_HOUR} $ for an hour of a core", RIGHT, 20, "end", 11)
    write("seconds per test input: of one core (circles), of a GPU (squares)", (LEFT + RIGHT) / 2, BOTTOM + 38, "middle")
    humans = svg.Line(LEFT, _down(HUMANS), RIGHT, _down(HUMANS), stroke=INK, stroke_width=1, stroke_dasharray="5 4")
    drawing.append(humans)
    write("average person", LEFT + 6, _down(HUMANS) - 5, size=11)
    for point in points():
        color = OWN if point.is_own else OTHER
        left, top = _across(point.seconds), _down(point.solved)
        if point.is_gpu:
            drawing.append(svg.Rectangle(left - 4, top - 4, 8, 8, fill=color))
        else:
            drawing.append(svg.Circle(left, top, 5, fill=color))
        anchor, shift, drop = ("end", -9, 14) if left > RIGHT - WORDS else ("start", 9, -5)
        write(f"{point.name}: {point.solved}", left + shift, top + drop, anchor, 11, color)
    return drawing
