"""What comes at the same time is done together: one transaction for many (group commit)."""

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Generic, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")


class _Waiting(Generic[Given, Made]):
    """One who waits for what becomes of her part."""

    def __init__(self, given: Given) -> None:
        self.given = given
        self.is_done = False
        self.made: Made | None = None
        self.fault: BaseException | None = None


class Together(Generic[Given, Made]):
    """Lets the threads of one process share a piece of work that costs the same for many.

    Whoever comes first does it for all who wait by then; the others wait meanwhile, and the
    first of them goes next, for all who came since. Nobody waits for somebody to come: alone,
    it costs two locks. No thread of its own, so nothing to start, stop or lose.
    """

    def __init__(self, do: Callable[[Sequence[Given]], Sequence[Made]], *, most: int) -> None:
        """Share ``do``, which makes one thing of each it is given, in the same order.

        Args:
            do: is called by one thread at a time; what it raises, all of them get.
            most: how many it is given at once.
        """
        self._do = do
        self._most = most
        self._waiting: list[_Waiting[Given, Made]] = []
        self._turn = Lock()
        self._line = Lock()

    def __call__(self, given: Given) -> Made:
        """Return what ``do`` made of ``given``, or raise what it raised."""
        me: _Waiting[Given, Made] = _Waiting(given)
        with self._line:
            self._waiting.append(me)
        while not me.is_done:
            with self._turn:
                if not me.is_done:
                    self._go()
        if me.fault is not None:
            raise me.fault
        return me.made  # type: ignore[return-value]

    def _go(self) -> None:
        with self._line:
            batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
        try:
            for one, made in zip(batch, self._do([one.given for one in batch]), strict=True):
                one.made = made
        except BaseException as fault:
            for one in batch:
                one.fault = fault
            if not isinstance(fault, Exception):
                raise
        finally:
            for one in batch:
                one.is_done = True
