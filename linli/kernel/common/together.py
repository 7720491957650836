"""What comes at the same time is done together: one transaction for many (group commit)."""

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Generic, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")


class _Waiting(Generic[Given, Made]):
    """One who waits for what becomes of her part, or until it is her turn to do it for some."""

    def __init__(self, given: Given) -> None:
        self.given = given
        self.batch: list[_Waiting[Given, Made]] = []
        self.made: Made | None = None
        self.fault: BaseException | None = None
        self.gate = Lock()
        self.gate.acquire()


class Together(Generic[Given, Made]):
    """Lets the threads of one process share a piece of work that costs the same for many.

    Whoever finds nobody at it does it for all who wait by then, and hands it on to the first
    who came since. Nobody waits for somebody to come, and nobody whose part is done
    waits for the next: alone, it costs two locks. No thread of its own, so nothing to start,
    stop or lose.
    """

    def __init__(self, do: Callable[[Sequence[Given]], Sequence[Made]], *, most: int) -> None:
        """Share ``do``, which makes one thing of each it is given, in the same order.

        Args:
            do: is called by one thread at a time; what it raises, all of those get whose
                part it was given.
            most: how many it is given at once.
        """
        self._do = do
        self._most = most
        self._is_free = True
        self._waiting: list[_Waiting[Given, Made]] = []
        self._line = Lock()

    def __call__(self, given: Given) -> Made:
        """Return what ``do`` made of ``given``, or raise what it raised."""
        me: _Waiting[Given, Made] = _Waiting(given)
        with self._line:
            if self._is_free:
                self._is_free = False
                me.batch = [me]
            else:
                self._waiting.append(me)
        if not me.batch:
            me.gate.acquire()
        if me.batch:
            self._go(me.batch)
        if me.fault is not None:
            raise me.fault
        return me.made  # type: ignore[return-value]

    def _go(self, batch: list[_Waiting[Given, Made]]) -> None:
        """Do it for a batch and for all who wait by now, and hand it on."""
        with self._line:
            batch += self._taken(self._most - len(batch))
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
                one.gate.release()
            self._hand_on()

    def _hand_on(self) -> None:
        with self._line:
            if not self._waiting:
                self._is_free = True
                return
            batch = self._taken(self._most)
        batch[0].batch = batch
        batch[0].gate.release()

    def _taken(self, most: int) -> list[_Waiting[Given, Made]]:
        taken, self._waiting = self._waiting[:most], self._waiting[most:]
        return taken
