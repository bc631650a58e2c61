"""How often people said yes, told with how sure that is."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from crm.models.asks import Outcome
from crm.readiness.asked import OPEN

FEWEST = 10  # answered asks below which a share would say more than is known
Z = 1.959964  # two-sided 95 %
SETTLED = (Outcome.YES.value, Outcome.NO.value, Outcome.NOT_NOW.value, Outcome.SILENT.value)
STATES = (*SETTLED, Outcome.WITHDRAWN.value, OPEN)


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % score interval of a share (Wilson, 1927): honest where there are few, never below 0 nor above 1."""
    if not of:
        return 0.0, 1.0
    share, spread = hits / of, Z * Z / of
    middle = (share + spread / 2) / (1 + spread)
    reach = Z * sqrt(share * (1 - share) / of + spread / of / 4) / (1 + spread)
    return max(0.0, middle - reach), min(1.0, middle + reach)


@dataclass(frozen=True)
class Tally:
    """Asks by what came of them. What is open or was withdrawn is in no share."""

    yes: int = 0
    no: int = 0
    not_now: int = 0
    silent: int = 0
    withdrawn: int = 0
    open: int = 0

    @classmethod
    def of(cls, counted: Mapping[str, int]) -> "Tally":
        """`counted`: how many, by outcome (or "open")."""
        return cls(**{state: int(counted.get(state, 0)) for state in STATES})

    @property
    def asks(self) -> int:
        return self.settled + self.withdrawn + self.open

    @property
    def settled(self) -> int:
        return self.yes + self.no + self.not_now + self.silent

    @property
    def is_telling(self) -> bool:
        return self.settled >= FEWEST

    @property
    def share(self) -> float | None:
        """Of those that are settled, which part was a yes: 0 to 1; None for too few to say."""
        return self.yes / self.settled if self.is_telling else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Between which shares the truth likely lies; None for too few to say."""
        return wilson(self.yes, self.settled) if self.is_telling else None
