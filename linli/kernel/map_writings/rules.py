"""What a map file is asked to hold, and what is written of a unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from linli.kernel.common.errors import InputRefused, gettext_noop
from linli.kernel.map_readings.rules import Form
from linli.kernel.territory.rules import Kind

LAYER = "units"

FIELDS = ("kind", "name", "code", "system", "parent", "parent_cod", "style", "households", "datum")
"""Fields of a unit in every form; ten signs are all that a Shapefile takes."""


class Encoding(StrEnum):
    """How the words of a Shapefile are written; the other forms are UTF-8 always."""

    UTF8 = "UTF-8"
    GBK = "GBK"


class NothingToExport(InputRefused):
    """No present unit of these kinds has an outline."""

    code = "map_writings.nothing_to_export"
    message = gettext_noop("No unit of this kind has an outline yet.")
    hint = gettext_noop("Choose another kind, or take the ledger, which needs no outlines.")


@dataclass(frozen=True, slots=True)
class Export:
    """What is asked for: kinds of unit, the form of the file, the datum of its coordinates."""

    kinds: Sequence[Kind]
    form: Form
    datum: str
    encoding: Encoding = Encoding.UTF8


@dataclass(frozen=True, slots=True)
class Drawn:
    """One unit as it is written: its words in the order of ``FIELDS`` but the datum, its WKB."""

    kind: str
    name: str
    code: str
    system: str
    parent: str
    parent_code: str
    style: str
    households: int | None
    outline: bytes

    @property
    def words(self) -> tuple[str | int | None, ...]:
        """Return the values in the order of ``FIELDS``, without the datum."""
        return (
            self.kind,
            self.name,
            self.code,
            self.system,
            self.parent,
            self.parent_code,
            self.style,
            self.households,
        )
