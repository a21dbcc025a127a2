"""Remembers that somebody asked the run to stop, and wakes whoever waits.

Handlers that raise would cut a write or a merge in two; this one only notes the signal. The parent never does anything
long, so it sees the note in time, and a second signal changes nothing.
"""

from __future__ import annotations

import os
import signal
import types
from typing import Self

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Stop:
    """The first signal received while listening; `fileno()` becomes readable when it arrives.

    Signals that the caller of the program has set to be ignored (nohup) stay ignored.
    """

    def __init__(self) -> None:
        self.signal: int | None = None
        self._reader, self._writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._previous = {number: signal.getsignal(number) for number in SIGNALS}

    def __enter__(self) -> Self:
        for number, handler in self._previous.items():
            if handler != signal.SIG_IGN:
                signal.signal(number, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._previous.items():
            signal.signal(number, signal.SIG_IGN if self.is_requested else handler)  # The program is ending: let it.
        os.close(self._reader)
        os.close(self._writer)

    def _note(self, number: int, frame: types.FrameType | None) -> None:
        if self.signal is None:
            self.signal = number
            os.write(self._writer, b"!")

    def fileno(self) -> int:
        """Descriptor to wait on; it stays readable after the first signal."""
        return self._reader

    @property
    def is_requested(self) -> bool:
        """True once a signal has arrived."""
        return self.signal is not None

    @property
    def exit_status(self) -> int:
        """What a shell calls a program ended by this signal: 143 for SIGTERM, 130 for SIGINT."""
        return 128 + self.signal if self.signal is not None else 0
