"""Completed and continued grids: the terms on small grids, one line each, and what is found from demonstrations."""

import pytest

from solver.language.term import read_term, run_all
from tests.seeing.grids import drawn

JOINED = "one-colored objects joined by corners"

COMPLETED = [
    ('by="the smallest lattice", hidden=of_color(color=0)', "1212 2001 1202 2121", "1212 2121 1212 2121"),
    ('by="the smallest lattice", hidden=of_color(color=3), shown="the hidden part"', "1212 2131 1232 2121", "2 1"),
    ('by="mirror axes", hidden=of_color(color=9), recolored={1: 4}', "1221 3493 5665", "4224 3443 5665"),
    ('by="half turn", hidden=of_color(color=9)', "1234 5678 8765 4391", "1234 5678 8765 4321"),
    ('by="the period of each row", hidden=behind_content()', "1210000 3300000", "1212121 3333333"),
    ('by="the period of each column", hidden=behind_content(down=True)', "13 23 10 00", "13 23 13 23"),
    ('by="the smallest lattice", sides=("1 x its rows", "2 x its cols")', "121 212", "121212 212121"),
    ('by="rectangles on each other", hidden=of_color(color=8)', "1811 8221 1228 3333", "1111 1221 1221 3333"),
    ('by="what is around", hidden=stray(corners=True)', "1111 1211 1111", "1111 1111 1111"),
    ('by="what is around", hidden=in_small_pieces(least=3)', "11111 12211 11111", "11111 11111 11111"),
    ('by="the main color", hidden=in_no_square()', "00200 03300 03302 20000", "00000 03300 03300 00000"),
    ('by="what shows on both sides", hidden=of_color(color=5)', "11551 22522 55555 22252", "11111 22222 22222 22222"),
    ('by="the main color of each line"', "1112 2322", "1111 2222"),
    ('by="the main color of each row"', "122 111 122", "222 111 222"),
    ('by="the main color of each column"', "122 111 122", "122 122 122"),
    ('by="the smallest lattice", hidden=of_an_edge(), shown="one column on"', "121255 212155 121255", "212121 121212 212121"),
    ('by="the smallest lattice", hidden=of_an_edge(), shown="one row on"', "555 111 212 111 212", "111 212 111 212 111"),
    ('by="the tile that nearly all cells follow"', "1212121 1212521 1212121 1212121", "1212121 1212121 1212121 1212121"),
    ('by="the majority of all mirror images"', "1221 3443 1521", "1221 3443 1221"),
    ('by="what others hide in front"', "02000 12131 02000 00000", "02000 11111 02000 00000"),
]
CONTINUED = [
    ('by=mirrored(way="left and right", axis="the right side")', "1200 0300", "1221 0330"),
    ('by=mirrored(way="left, right, up and down", axis="the middle of the grid")', "120 000 000", "121 000 121"),
    ('by=mirrored(way="left and right", axis="its longest line")', "01000 11000 01000", "01000 11100 01000"),
    ('by=mirrored(way="the better mirror", axis="its longest line")', "00000 11110 01100 00000", "01100 11110 01100 00000"),
    ('by=mirrored(way="quarter turns", axis=2), ink=3', "010 020 000", "010 323 030"),
    ('by=mirrored(way="left and right", axis="the marks"), mark=5', "11000 10005", "11011 10001"),
    ('by=mirrored(way="the better mirror")', "1210 0400 1000", "1210 0400 1010"),
    ('by=shifted()', "121000 000000", "121212 000000"),
    ('by=shifted(shift="copies to the side", gap=1, sense="forward")', "120000", "120120"),
    (f'by=shifted(shift="slanting"), units="{JOINED}"', "1000 0100 0000 0000", "1000 0100 0010 0001"),
    ('by=shifted(shift="rows"), units="bands of rows", ink=7', "11000 00000 22200", "11777 00000 22277"),
    (f'by=shifted(shift="rows"), units="{JOINED}", end="until something is in the way"', "1100050", "1111150"),
    ('by=shifted(), sides=("2 x its rows", 4), corner="bottom left"', "0100 0010", "0000 1000 0100 0010"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [(f"completed({given})", *grids) for given, *grids in COMPLETED]
    + [(f"continued({given})", *grids) for given, *grids in CONTINUED],
)
def test_a_term_completes(rule, before, after):
    made = run_all(read_term(rule), [drawn(before)])
    assert made is not None and made[0].tolist() == drawn(after).tolist()
