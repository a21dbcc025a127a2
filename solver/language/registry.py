"""The registry of ops: what each op is, what it takes, what it costs, and what is known about it.

An op is one function and one decorator. Its annotations name its types, and the registry compiles it for them:

    Grid       uint8 (height, width); the empty grid `nothing()` as a result means "cannot"
    Placed     a Grid with its origin (row, col); a result with empty cells means "cannot"
    Box        (top, left, height, width) inside the argument: the search crops it and keeps the origin; height 0 = "cannot"
    Labels     int16 of the argument's shape, parts numbered 1..n, 0 = no part; all 0 = "cannot". The search cuts part k
               as the bounding box of its label (other cells become 0)
    Parts      a list of placed grids, flat (see jit.Parts)
    Scores     int64, one per part
    Index      an int64, the chosen part
    Color, Integer    an int64; a negative result means "cannot". Directions: 0 up, 1 right, 2 down, 3 left,
               4 up-right, 5 down-right, 6 down-left, 7 up-left
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from solver.jit import BOX, GRID, INTEGER, INTEGERS, LABELS, PARTS, PLACED, compiled
from solver.seeing.cuts import Color as Color
from solver.seeing.cuts import Integer as Integer
from solver.seeing.cuts import Labels as Labels
from solver.seeing.part_attributes import Scores as Scores

# Names for annotations; what they are compiled to is in NUMBA_TYPES.
Box = tuple[int, int, int, int]
Index = int
Direction = int

NUMBA_TYPES = {
    "Grid": GRID,
    "Placed": PLACED,
    "Box": BOX,
    "Labels": LABELS,
    "Parts": PARTS,
    "Scores": INTEGERS,
    "Index": INTEGER,
    "Color": INTEGER,
    "Integer": INTEGER,
    "Direction": INTEGER,
}
NUMBERS = ("Color", "Integer", "Direction")
SIGNATURES = {
    ("Grid",): ("Grid", "Box", "Labels", "Color", "Integer"),
    ("Grid", "number"): ("Grid", "Box", "Labels", "Color", "Integer"),
    ("Placed", "Grid"): ("Grid",),
    ("Placed", "Grid", "number"): ("Grid",),
    ("Parts",): ("Placed", "Scores"),
    ("Parts", "number"): ("Placed",),
    ("Scores",): ("Index",),
}
FACTS = ("same_shape", "idempotent", "self_inverse", "commutes_with_recoloring")
ORIGINS = ("keep", "reset", "outward")


@dataclass(frozen=True)
class Op:
    """One row of the op library.

    function: what it does, for Python. compiled: the compiled function, which takes `numbers` after the arguments.
    constants: values tried for the number argument with the extra cost of each; empty when there is none or when it is
    always computed. words: what constants that are no amounts are called in the text of a program. origin: what becomes of
    the origin of a Grid result: kept, reset to (0, 0), or moved out by one cell.
    """

    name: str
    function: Any
    compiled: Any
    numbers: tuple[int, ...]
    arguments: tuple[str, ...]
    result: str
    cost: int
    constants: tuple[tuple[int, int], ...]
    words: dict[int, str]
    computed: bool
    facts: frozenset[str]
    origin: str

    @property
    def signature(self) -> tuple[str, ...]:
        """Argument types with every number type written as "number"."""
        return tuple("number" if kind in NUMBERS else kind for kind in self.arguments)

    @property
    def number_kind(self) -> str | None:
        """Color, Integer or Direction when the last argument is a number."""
        return self.arguments[-1] if self.arguments[-1] in NUMBERS else None

    @property
    def picture(self) -> str:
        """The docstring, whose picture documents and tests the op."""
        return inspect.getdoc(self.function.py_func) or ""


OPS: dict[str, Op] = {}


def op(
    cost: int,
    constants: Iterable[int] | dict[int, int] = (),
    words: str | Sequence[str] = (),
    computed: bool = False,
    origin: str = "keep",
    of: tuple[Any, *tuple[int, ...]] | None = None,
    **facts: bool,
) -> Callable[[Callable], Any]:
    """Register a function as an op and compile it by its annotations.

    cost: integer, about -2 log2 of how often the op is right. constants: values for the number argument, or a dict of
    value -> extra cost. words: what the constants are called in text, in their order; a text has commas between them. computed:
    the number argument may also come from a measuring op. of: a compiled function of which the op is a variant, and the numbers
    that make it that, after the arguments; the function of the op is then no more than a name, types and a picture. Raises
    ValueError for a signature, fact or origin that the search does not know, or another number of words than constants.
    """

    def register(function: Callable) -> Any:
        names = list(inspect.get_annotations(function).items())
        kinds = [kind if isinstance(kind, str) else kind.__name__ for _, kind in names]
        arguments, result = tuple(kinds[:-1]), kinds[-1]
        signature = tuple("number" if kind in NUMBERS else kind for kind in arguments)
        if result not in SIGNATURES.get(signature, ()):
            raise ValueError(f"op {function.__name__}: unknown signature {arguments} -> {result}")
        unknown = set(facts) - set(FACTS)
        if unknown or origin not in ORIGINS:
            raise ValueError(f"op {function.__name__}: unknown facts {sorted(unknown)} or origin {origin!r}")
        if function.__name__ in OPS:
            raise ValueError(f"op {function.__name__} is registered twice")
        values = constants if isinstance(constants, dict) else dict.fromkeys(constants, 0)
        named = words.split(", ") if isinstance(words, str) else words
        if named and len(named) != len(values):
            raise ValueError(f"op {function.__name__}: expected {len(values)} words for its constants, found {len(named)}")
        numba_signature = NUMBA_TYPES[result](*(NUMBA_TYPES[kind] for kind in arguments))
        dispatcher, *numbers = of or (compiled(numba_signature)(function),)
        OPS[function.__name__] = Op(
            name=function.__name__,
            function=_Variant(function, dispatcher, numbers) if of else dispatcher,
            compiled=dispatcher,
            numbers=tuple(numbers),
            arguments=arguments,
            result=result,
            cost=cost,
            constants=tuple(values.items()),
            words=dict(zip(values, named, strict=False)),
            computed=computed,
            facts=frozenset(name for name, holds in facts.items() if holds),
            origin=origin,
        )
        return OPS[function.__name__].function

    return register


class _Variant:
    """A variant of a compiled function for Python, with the name and the picture of the op."""

    def __init__(self, described: Callable, function: Any, numbers: list[int]):
        self.py_func = wraps(described)(lambda *arguments: function.py_func(*arguments, *numbers))
        self.function, self.numbers = function, numbers

    def __call__(self, *arguments: Any) -> Any:
        return self.function(*arguments, *self.numbers)
