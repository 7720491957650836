"""What is told of a map file that was taken in; its outlines are the territory's."""

from dataclasses import dataclass
from typing import ClassVar

from linli.kernel.deliveries.news import TakenIn


@dataclass(frozen=True, kw_only=True)
class MapTakenIn(TakenIn):
    """A file of outlines was taken in, all of it."""

    verb: ClassVar[str] = "kernel.map_taken_in"
