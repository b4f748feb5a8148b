"""Figures: what was measured, beside its limit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value and its unit ("" for shares). `least` and `most` are its limits; one without is there to compare."""

    name: str
    value: float
    unit: str = ""
    least: float | None = None
    most: float | None = None

    @property
    def is_missed(self) -> bool:
        """True if the value lies beyond a limit."""
        is_short = self.least is not None and self.value < self.least
        return is_short or (self.most is not None and self.value > self.most)

    def __str__(self) -> str:
        limit = f"at least {self.least:g}" if self.least is not None else ""
        limit = f"at most {self.most:g}" if self.most is not None else limit
        verdict = "MISSED" if self.is_missed else ""
        digits = 3 if self.unit else 4
        return f"  {self.name:62}{self.value:9.{digits}f} {self.unit:8} {limit:15} {verdict}".rstrip()
