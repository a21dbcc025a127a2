"""The op library as it is shown: a table of all ops, a page for each."""

from solver.__main__ import main
from solver.language import OPS
from solver.language.catalog import page, table


def test_ops_are_listed_with_their_pictures(capsys):
    text = table(list(OPS.values()))
    assert all(f"  {name} " in text for name in OPS)
    assert all(op.picture in page(op) for op in OPS.values())
    assert main(["ops", "flip_rows"]) == 0
    assert "self_inverse" in capsys.readouterr().out
    assert main(["ops", "flip_rowz"]) == 2
    assert "near: flip_rows" in capsys.readouterr().err
