"""The one door to numba: flags, the types of compiled functions, and the warm-up."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable
from functools import cache
from itertools import count
from typing import Any, NamedTuple

import numba
import numpy as np
from numba import types

from solver.cache import BOUNDS_CHECKED, cache_folder

GRID = types.Array(types.uint8, 2, "C")
LABELS = types.Array(types.int16, 2, "C")
INTEGER = types.int64
INTEGERS = types.Array(types.int64, 1, "C")
CELLS = types.Array(types.uint8, 1, "C")
BOX = types.UniTuple(types.int64, 4)


class Placed(NamedTuple):
    """A grid with an origin: cells (height, width) uint8, and the row and col of its top left cell in the whole grid."""

    cells: np.ndarray
    row: int
    col: int


class Parts(NamedTuple):
    """A list of placed grids, flat: part k is cells[starts[k] : starts[k] + heights[k] * widths[k]], row by row."""

    cells: np.ndarray
    starts: np.ndarray
    heights: np.ndarray
    widths: np.ndarray
    rows: np.ndarray
    cols: np.ndarray


PLACED = types.NamedTuple([GRID, INTEGER, INTEGER], Placed)
PARTS = types.NamedTuple([CELLS, INTEGERS, INTEGERS, INTEGERS, INTEGERS, INTEGERS], Parts)

LATER_NICENESS = 10  # tasks are under way when compilers reach what comes later

_compiled: list[tuple[Any, Any]] = []  # (dispatcher, signature) of everything that warm_up compiles
_warm: set[int] = set()  # ids of dispatchers that are ready
_numbers = count()
_locks = os.memfd_create("compiling")  # a byte of it is locked while a function is compiled
_spent = [0.0]  # processor seconds that getting functions ready took


def tell_compiled(seconds: float) -> None:
    """Hear of the processor seconds that getting a function ready took; a worker puts its own in this place."""


def own_seconds() -> float:
    """Processor seconds of this process, without those that getting functions ready took."""
    return time.process_time() - _spent[0]


def compiled(*signature: Any) -> Callable[[Callable], Any]:
    """Decorate a function that is compiled for one signature, e.g. `@compiled(GRID(GRID))`, by warm_up or when it is called.

    Without a signature the function is compiled where compiled code first calls it. The undecorated function stays
    reachable as `.py_func`.
    """

    def decorate(function: Callable) -> Any:
        options: dict[str, Any] = {"cache": cache_folder() is not None, "boundscheck": BOUNDS_CHECKED, "error_model": "numpy"}
        dispatcher: Any = numba.njit(**options)(function)
        if signature:
            _compiled.append((dispatcher, signature[0]))
            dispatcher.declared = signature[0]
            dispatcher._compile_for_args = lambda *args, **keywords: ready(dispatcher)
        _forget_literals(dispatcher)
        _compile_alone(dispatcher)
        return dispatcher

    return decorate


def ready(dispatcher: Any) -> Any:
    """A declared function, compiled or loaded from the cache if it was not."""
    if id(dispatcher) not in _warm:
        started = time.process_time()
        dispatcher.compile(dispatcher.declared)
        dispatcher.disable_compile()  # a call with other types would silently compile for seconds: let it raise instead
        _warm.add(id(dispatcher))
        _spent[0] += time.process_time() - started
        tell_compiled(time.process_time() - started)
    return dispatcher


def _compile_alone(dispatcher: Any) -> None:
    """Have no two processes of this family compile a function at the same time: the second loads it from the cache.

    A lock ends with its process. Callees are compiled under the locks of their callers, and nothing calls itself.
    """
    compile_it, number = dispatcher.compile, next(_numbers)

    def compile_alone(signature: Any) -> Any:
        fcntl.lockf(_locks, fcntl.LOCK_EX, 1, number)
        try:
            return compile_it(signature)
        finally:
            fcntl.lockf(_locks, fcntl.LOCK_UN, 1, number)

    dispatcher.compile = compile_alone


def _forget_literals(dispatcher: Any) -> None:
    """Have compiled callers see a function for any integer, not one for each constant that they pass.

    Numba types a constant as a literal and compiles a callee anew for it: thirteen labelers instead of one.
    """
    template = dispatcher.get_call_template

    def plain_template(args: tuple, keywords: dict) -> Any:
        return template(tuple(map(types.unliteral, args)), {name: types.unliteral(kind) for name, kind in keywords.items()})

    dispatcher.get_call_template = plain_template


class OpPointer(types.WrapperAddressProtocol):
    """A compiled function as a first-class argument, its address looked up once.

    Passing the dispatcher itself costs 65 us per call for looking it up again; this and `entry_point` cost 11 us.
    """

    def __init__(self, dispatcher: Any):
        result = next(iter(ready(dispatcher).overloads.values()))
        self._address = result.library.get_pointer_to_function(result.fndesc.llvm_cfunc_wrapper_name)
        self._signature = result.signature

    def __wrapper_address__(self) -> int:
        return self._address

    def signature(self) -> Any:
        """The numba signature."""
        return self._signature


@cache
def op_pointer(dispatcher: Any) -> OpPointer:
    """The pointer of an op."""
    return OpPointer(dispatcher)


@cache
def entry_point(dispatcher: Any) -> Callable:
    """The one compiled specialization of a declared function, called without type dispatch: arguments must fit exactly."""
    return next(iter(ready(dispatcher).overloads.values())).entry_point


@compiled()
def nothing() -> np.ndarray:
    """The grid that means "this op cannot": 0 x 0."""
    return np.empty((0, 0), np.uint8)


def warm_up(
    report: Callable[[int, int], None] | None = None,
    processes: int = 0,
    later: tuple[str, ...] = (),
    begin: Callable[[], None] = lambda: None,
) -> None:
    """Compile, or load from the cache, everything declared with a signature. Calls report(done, total).

    Once a function is not in the cache, the rest is compiled into it by so many forked processes, which call begin first, and
    what is declared in rooms with these names is not waited for. Raises what numba raises.
    """
    # The longest first: the processes then end at about the same time. But a short one tells whether they are needed.
    order = sorted(_compiled, key=lambda one: (_is_of(one[0], later), -_code_bytes(one[0].py_func)))
    first = sum(not _is_of(dispatcher, later) for dispatcher, _ in order)
    if first:
        order.insert(0, order.pop(first - 1))
    needed, compilers = len(order), []
    for done, (dispatcher, _) in enumerate(order, start=1):
        if done > needed:
            return
        if id(dispatcher) in _warm:
            continue
        ready(dispatcher)
        if processes and dispatcher.stats.cache_misses and cache_folder() is not None:
            compilers = _fork_compilers(order[done:], processes, later, begin)
            processes, needed = 0, first
        if report is not None:
            report(done, max(done, needed))
    for process in compilers:
        os.waitpid(process, 0)


@cache
def _code_bytes(function: Callable) -> int:
    """Length of the bytecode of a function and of all compiled functions that it calls: about how long compiling takes."""
    named = (function.__globals__.get(name) for name in function.__code__.co_names)
    called = (one.py_func for one in named if isinstance(one, numba.core.dispatcher.Dispatcher))
    return len(function.__code__.co_code) + sum(map(_code_bytes, called))


def _is_of(dispatcher: Any, rooms: tuple[str, ...]) -> bool:
    return dispatcher.py_func.__module__.startswith(rooms)


def _fork_compilers(waiting: list, processes: int, later: tuple[str, ...], begin: Callable[[], None]) -> list[int]:
    """Fork processes that compile the waiting functions into the cache; return their ids.

    Whatever goes wrong there shows when it is loaded.
    """
    compilers: list[int] = []
    orders, order_end = os.pipe()
    os.write(order_end, bytes(range(len(waiting))))
    os.close(order_end)
    for _ in range(processes):
        try:
            process = os.fork()
        except OSError:
            break  # What nobody compiles is compiled where it is needed.
        if process == 0:
            try:
                begin()
                while order := os.read(orders, 1):  # Each read takes one order: a pipe serves one reader at a time.
                    dispatcher, signature = waiting[order[0]]
                    if _is_of(dispatcher, later):
                        os.setpriority(os.PRIO_PROCESS, 0, max(LATER_NICENESS, os.getpriority(os.PRIO_PROCESS, 0)))
                    dispatcher.compile(signature)
                os._exit(0)
            finally:
                os._exit(1)
        compilers.append(process)
    os.close(orders)
    return compilers
