"""What is told of the comparison of compounds with grids."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from linli.kernel.journal.news import News


@dataclass(frozen=True, kw_only=True)
class SizeToleranceAdopted(News):
    """Compounds are compared with another tolerance from now on."""

    version: int
    percent: int
    band: int
    source: str
    verb: ClassVar[str] = "party.size_tolerance_adopted"

    @property
    def facts(self) -> Mapping[str, object]:
        """Return the version, its numbers and where they come from."""
        return {
            "version": self.version,
            "percent": self.percent,
            "band": self.band,
            "source": self.source,
        }


@dataclass(frozen=True, kw_only=True)
class SizeVerdictGiven(News):
    """A person found of which kind a compound is, for the outlines of ``fingerprint``."""

    compound_id: UUID
    relation: str
    computed: str
    fingerprint: str
    verb: ClassVar[str] = "party.size_verdict_given"

    @property
    def facts(self) -> Mapping[str, object]:
        """Return the compound, what was found and what the map said."""
        return {
            "compound": self.compound_id,
            "relation": self.relation,
            "computed": self.computed,
            "fingerprint": self.fingerprint,
        }
