"""Writers of one process in the order in which they came."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class TooLong(Exception):
    """A turn did not come in time."""


class Turns:
    """A lock that goes to whoever has waited longest.

    `threading.Lock` may be taken again by the thread that gave it back before one that waits is awake: work that takes
    it again and again would then keep a hook waiting for all of it.
    """

    def __init__(self) -> None:
        self._guard = Lock()
        self._taken = False
        self._waiting: deque[Lock] = deque()

    @contextmanager
    def turn(self, *, seconds: float) -> Iterator[None]:
        """Wait for one's turn and keep it for the block; TooLong after `seconds` of waiting."""
        self._take(seconds)
        try:
            yield
        finally:
            self._give()

    def _take(self, seconds: float) -> None:
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=seconds):
            return
        with self._guard:
            if mine in self._waiting:
                self._waiting.remove(mine)
                raise TooLong
        # The turn came in the last moment: it is ours.

    def _give(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False
