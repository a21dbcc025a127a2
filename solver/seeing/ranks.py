"""Comparisons of things: ranks of their numbers, by columns of a table and among their kind; which boxes lie in others."""

from __future__ import annotations

import numpy as np


def rank_columns(table: np.ndarray) -> np.ndarray:
    """Dense rank from the top, from the bottom, and how many rows have the same value (int64, rows x 3 for each column)."""
    one, other = table[:, None], table[None]
    same = one == other
    is_first = ~(same & np.tri(len(table), k=-1, dtype=bool)[:, :, None]).any(axis=1)
    above, below = ((beyond & is_first).sum(axis=1) for beyond in (other > one, other < one))
    return np.stack([above, below, same.sum(axis=1)], axis=-1).reshape(len(table), 3 * table.shape[1])


def ranks_among(values: np.ndarray, kinds: np.ndarray) -> np.ndarray:
    """The rank from the top of each value among those of its kind (dense)."""
    above = (kinds[:, None] == kinds) & (values > values[:, None])
    return np.array([len(np.unique(values[one])) for one in above], np.int64)


def contained(top: np.ndarray, left: np.ndarray, height: np.ndarray, width: np.ndarray) -> np.ndarray:
    """Table of which box (row) lies in which larger box (column) (bool)."""
    inside = (top[:, None] >= top) & (left[:, None] >= left)
    inside &= ((top + height)[:, None] <= top + height) & ((left + width)[:, None] <= left + width)
    return inside & ((height * width)[:, None] < height * width)
