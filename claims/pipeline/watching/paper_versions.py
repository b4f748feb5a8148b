"""Paper versions: the submission history that arXiv prints on the page of a paper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

MAX_VERSIONS = 200
"""The versions that are kept of a paper: the latest ones. Papers have seldom more than ten."""

# "[v2] Wed, 2 Aug 2023 00:41:18 UTC (1,124 KB)", in a page's text or in its Markdown.
_VERSION = re.compile(
    r"\[v(?P<number>\d{1,3})\][^\S\n]*\n?[^\S\n]*"
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?P<time>\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2}) (?:UTC|GMT)"
    r"(?P<rest>[^\n\[]{0,80})"
)


@dataclass(frozen=True, slots=True)
class PaperVersion:
    """One version of a paper: its number, when it was submitted (UTC), and whether it only withdraws the paper."""

    number: int
    submitted_at: datetime
    is_withdrawal: bool


def versions_in(text: str) -> Sequence[PaperVersion]:
    """Returns the versions that the text of a paper's page lists, by their numbers; none if it has no history."""
    found = (_version(match) for match in _VERSION.finditer(text))
    by_number = {version.number: version for version in found if version}
    return [by_number[number] for number in sorted(by_number)][-MAX_VERSIONS:]


def _version(match: re.Match[str]) -> PaperVersion | None:
    try:
        submitted_at = datetime.strptime(match["time"], "%d %b %Y %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:  # 31 Feb
        return None
    return PaperVersion(int(match["number"]), submitted_at, "withdrawn" in match["rest"].lower())
