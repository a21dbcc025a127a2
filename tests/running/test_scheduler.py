"""A scheduler is found with workers of the same versions, or one line says what lacks."""

import socket
import sys

import pytest

from solver.reading.entry import InputError
from solver.running import scheduler
from solver.running.options import check_switches, parse

URL = "dask://127.0.0.1:1"


def versions(python="3.11.7.final.0", numpy="2.0", numba="0.60"):
    return {"packages": {"python": python, "numpy": numpy, "numba": numba}}


@pytest.mark.parametrize(
    ("those", "words"),
    [
        ({"scheduler": versions(numpy=None, numba=None), "workers": {"w": versions(python="3.11.9.final.0")}}, None),
        (
            {"scheduler": versions("3.12.1.final.0"), "workers": {}},
            "expected Python 3.11 as here, found Python 3.12 on the sch",
        ),
        (
            {"scheduler": versions(), "workers": {"w": versions(numba=None), "v": versions(numpy="1")}},
            "expected numba 0.60 as here, found numba none on worker w and 1 more",
        ),
    ],
)
def test_other_versions_are_named(those, words):
    found = scheduler.unlike({"client": versions()} | those)
    assert found is None if words is None else found.startswith(words)


def test_a_stop_ends_the_wait_for_a_worker(monkeypatch):
    class Client:
        status, closed = "running", False

        def scheduler_info(self, n_workers):
            return {"workers": {}}

        def close(self, timeout):
            self.closed = True

    client = Client()
    monkeypatch.setattr(scheduler, "_connect", lambda url, stop: client)
    stop, other = socket.socketpair()
    with stop, other:
        other.send(b"!")  # Readable, as a stop that is requested.
        assert scheduler.reach(URL, stop, lambda text: None) is None and client.closed


@pytest.mark.parametrize(
    "text", ["dask://", "tcp://host:1", "dask://host", "dask://host:x", "dask://host:1/x", "dask://h:70000"]
)
def test_addresses(text, capsys):
    with pytest.raises(SystemExit):
        parse(["--executor", text])
    assert f"found {text!r}" in capsys.readouterr().err
    assert parse(["--executor", "dask://host-1.lan:8786"]).executor == "dask://host-1.lan:8786"


def test_the_extra_that_lacks_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match="pip install distributed"):
        check_switches(parse(["--executor", "dask://host:1"]))
