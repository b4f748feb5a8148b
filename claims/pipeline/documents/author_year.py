"""Author–year citations: "(Smith et al., 2024)", "Smith (2024)", matched with the entries of the document's list."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from claims.pipeline.documents.cited_works import Work, is_by, work_of
from claims.pipeline.documents.source_lists import Entry
from claims.pipeline.documents.spans import SpanIndex
from claims.values import Block, Document, Marker

_YEAR = r"(?:19|20)\d\d[a-z]?"
_NAME = r"(?:(?:van|von|der|den|de|del|della|di|da|dos|la|le|al|el|ter|ten)\s|al-|el-|d’|d'){0,3}[^\W\d_a-zß-ÿ][^\W\d_]{0,40}(?:[’'.‐-][^\W\d_]{1,40}){0,4}"
_PEOPLE = rf"{_NAME}(?:,?\s(?:(?:of|for|the|on)\s){{0,2}}{_NAME}){{0,5}}(?:,?\s(?:&|and|und|et|y|e)\s{_NAME}(?:\s{_NAME})?|,?\set\sal\.?)?"
_IN_BRACKETS = re.compile(r"\(([^()\[\]]{6,300})\)|\[([^()\[\]]{6,300})\]")
_LEAD_IN = re.compile(
    r"(?:see also|see|cf\.?|e\.g\.,?|i\.e\.,?|also|as cited in|cited in|quoted in|(?:data|sources?|adapted from|based on):?|following|after)\s",
    re.IGNORECASE,
)
# Where in a work: "p. 7", "Table 2", "Appendix B", "14-16"
_PLACE = r"(?:(?i:pp?|para|chap|chapter|ch|section|sec|figure|fig|table|tab|appendix|app|equation|eq|vol|note|line|slide|box)s?\.?\s?|§{1,2}\s?)?[\dA-Z][\d.–-]{0,9}[a-z]?"
_NEXT_WORK = re.compile(r";|, (?=(?:as )?(?:cited|quoted) in )")
_OWNING = re.compile(r"[’']s?$")
_PART = re.compile(
    rf"(?P<names>{_PEOPLE}),?\s(?P<years>{_YEAR}(?:\s?,\s?{_YEAR}){{0,5}})(?:[,:]\s?{_PLACE})?"
)
_YEAR_SIGN = re.compile(
    rf"\((?P<years>{_YEAR}(?:\s?,\s?{_YEAR}){{0,5}})(?:[,:]\s?(?:pp?\.?\s?)?[\d–-]{{1,9}})?\)"
)
_NAMES_BEFORE = re.compile(
    rf"(?<![\w’'.-])(?P<names>{_NAME}(?:,?\s(?:&|and|und|et|y|e)\s{_NAME}|,?\set\sal\.?)?)(?:[’']s)?\s$"
)
_SEVERAL = re.compile(r"\set\sal\b|\s(?:&|and)\s")
_MAX_NAMES = 120
# Real lists have a few hundred works of one year at most.
_MAX_WORKS = 1000
_MONTHS = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "spring",
        "summer",
        "autumn",
        "fall",
        "winter",
    ]
)


@dataclass(slots=True)
class AuthorYearCitations:
    """The markers of a document in this style; `labels` gives entries without a printed label the one in the text."""

    markers: list[Marker] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)


def find_author_year_citations(
    document: Document, blocks: Iterable[Block], entries: Sequence[Entry], covered: SpanIndex
) -> AuthorYearCitations:
    """Returns the citations in `blocks`. One that fits no entry, or several, is unresolved: its label is its own words.

    `covered` are stretches that are links or markers already.
    """
    finder = _Finder(document, entries)
    for block in blocks:
        finder.read(block, covered)
    return finder.result()


class _Finder:
    """Collects citations; which of the unresolved ones count is decided when all are known."""

    def __init__(self, document: Document, entries: Sequence[Entry]) -> None:
        self.text = document.text
        self._works: dict[str, list[Work]] = defaultdict(list)
        self._labels: dict[str, str] = {}
        self._found: dict[tuple[str, str], Work | None] = {}
        self._markers: list[Marker] = []
        self._unresolved: list[Marker] = []
        self._fits_several = False
        for entry in entries:
            if work := work_of(entry, self.text):
                self._works[work.year].append(work)

    def read(self, block: Block, covered: SpanIndex) -> None:
        for match in _IN_BRACKETS.finditer(self.text, block.start, block.end):
            if not covered.overlaps(match.start(), match.end()):
                self._read_brackets(match)
        for sign in _YEAR_SIGN.finditer(self.text, block.start, block.end) if self._works else ():
            before = self.text[max(block.start, sign.start() - _MAX_NAMES) : sign.start()]
            names = _NAMES_BEFORE.search(before)
            labels = self._label(_OWNING.sub("", names["names"]), sign["years"]) if names else ()
            if labels and not covered.overlaps(sign.start(), sign.end()):
                self._markers.append(Marker(sign.start(), sign.end(), labels))

    def result(self) -> AuthorYearCitations:
        """Unresolved citations count in a document whose list has works by cited authors, or if they name several authors."""
        in_style = bool(self._markers) or self._fits_several
        markers = [
            m for m in self._unresolved if in_style or any(_SEVERAL.search(label) for label in m.labels)
        ]
        markers += self._markers
        return AuthorYearCitations(sorted(markers, key=lambda marker: marker.start), self._works_labels())

    def _read_brackets(self, match: re.Match[str]) -> None:
        parts = [_LEAD_IN.sub("", part.strip()) for part in _NEXT_WORK.split(match[1] or match[2])]
        citations = [_PART.fullmatch(part) for part in parts]
        labels: list[str] = []
        is_resolved = False
        for part in citations:
            if part is None or part["names"].split()[0].casefold() in _MONTHS:
                return
            known = self._label(part["names"], part["years"])
            is_resolved = is_resolved or bool(known)
            labels.extend(known or (f"{part['names']}, {part['years']}",))
        marker = Marker(match.start(), match.end(), tuple(dict.fromkeys(labels)))
        (self._markers if is_resolved else self._unresolved).append(marker)

    def _label(self, names: str, years: str) -> tuple[str, ...]:
        """The labels of the entries that a citation names; () unless each year fits exactly one entry."""
        labels = []
        for year in re.findall(_YEAR, years):
            work = self._work(names, year)
            if work is None:
                return ()
            labels.append(self._printed_label(work, f"{names}, {year}"))
        return tuple(labels)

    def _work(self, names: str, year: str) -> Work | None:
        """The one work of this year that the names fit; remembered, as a document may cite it a thousand times."""
        if (names, year) not in self._found:
            candidates = self._works.get(year, []) if len(self._works.get(year, [])) <= _MAX_WORKS else []
            works = [work for work in candidates if is_by(work, names)]
            self._found[names, year] = works[0] if len(works) == 1 else None
            self._fits_several = self._fits_several or len(works) > 1
        return self._found[names, year]

    def _printed_label(self, work: Work, words: str) -> str:
        label = work.entry.label
        return label if work.entry.is_printed else self._labels.setdefault(label, words)

    def _works_labels(self) -> dict[str, str]:
        """Once a list is cited in this style, its other entries are labelled in it, too."""
        if not self._labels:
            return {}
        labels = dict(self._labels)
        printed = set(labels.values())
        for work in (work for works in self._works.values() for work in works):
            words = f"{work.first[0].title()}, {work.year}"
            if not work.entry.is_printed and work.entry.label not in labels and words not in printed:
                labels[work.entry.label] = words
                printed.add(words)
        return labels
