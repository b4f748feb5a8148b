"""Proposed passages: the sentence of a source that says most of a claim."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from claims.pipeline.watching.claimed_figures import cell_values
from claims.pipeline.watching.figures import Figure, figures_of
from claims.pipeline.watching.notices import find_notices
from claims.pipeline.watching.passages import passage_at
from claims.pipeline.watching.source_sentences import (
    SourceSentence,
    name_key,
    read_sentence,
    read_sentences,
    tokens_of,
    words_of,
)
from claims.values import Passage

_PROPOSAL_FLOOR = 0.55
_MIN_FIGURES = 0.5
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?:19|20)\d\d")


def propose_passage(
    claim_text: str, names: Sequence[str], figures: Sequence[str], text: str
) -> Passage | None:
    """The sentence of a source's `text` that says most of a claim, None if none says enough of it.

    If the claim has names, the sentence holds one of them; if it has figures, half of them at least, and not years alone.
    In the place of a figure that it lacks it has no other one in the same unit, unless the claim rounds it; a row has others in
    its other columns.
    """
    claimed = [figure for written in figures for figure in figures_of(written)]
    wanted = _Wanted(
        names=tuple(map(_name, filter(name_key, names))),
        values={figure.value: cell_values(figure) for figure in claimed},
        words=words_of(claim_text),
        years=frozenset(figure.value for figure in claimed if _YEAR.fullmatch(figure.verbatim)),
    )
    best, place = _PROPOSAL_FLOOR, None
    for sentence in read_sentences(text):
        share = wanted.share_in(sentence)
        if share <= best:
            continue
        if sentence.headings or not _has_other_figure(text[sentence.start : sentence.end], claimed):
            best, place = share, sentence
    return passage_at(text, place.start, place.end) if place else None


def _has_other_figure(words: str, claimed: Sequence[Figure]) -> bool:
    """Whether words lack a claimed figure and have one in its unit that is not claimed, nor rounded by the claim."""
    stated = figures_of(words)
    has, says = ({figure.value for figure in figures} for figures in (stated, claimed))
    lacking = {figure.unit for figure in claimed if figure.unit and figure.value not in has}
    others = [figure.value for figure in stated if figure.unit in lacking and figure.value not in says]
    return any(not any(_is_rounded(value, claim) for claim in says) for value in others)


def _is_rounded(value: Decimal, claim: Decimal) -> bool:
    """Whether a claimed value is this one, rounded: 12 for 11.8, 48,000,000 for 48,312,000."""
    digits = len(claim.normalize().as_tuple().digits)
    return Context(prec=digits, rounding=ROUND_HALF_UP).plus(value) == claim


def say_again(claim_text: str, names: Sequence[str], figures: Sequence[str], text: str) -> Passage | None:
    """The sentence of a `text` that says a claim again with all of its names and all of these `figures`; None without figures."""
    passage = propose_passage(claim_text, names, figures, text) if figures else None
    if passage is None:
        return None
    sentence = read_sentence(passage.exact, 0, len(passage.exact))
    has_names = all(_name(name).stands_in(sentence) for name in names)
    wanted = frozenset(figure.value for written in figures for figure in figures_of(written))
    is_said = has_names and wanted <= sentence.values and not _is_quoted(passage, text)
    return passage if is_said else None


def _is_quoted(passage: Passage, text: str) -> bool:
    """Whether a passage of a text stands in a notice about an earlier text."""
    start = text.find(passage.prefix + passage.exact) + len(passage.prefix)
    return any(
        notice.start <= start < notice.end for notice in find_notices(text) if notice.is_about_earlier_text
    )


@dataclass(frozen=True, slots=True)
class _Name:
    """A name of a claim. The words of one without a number may stand apart: "ferries of the harbour", "harbour ferries"."""

    key: str
    tokens: frozenset[str]

    def stands_in(self, sentence: SourceSentence) -> bool:
        """Whether a sentence has it; of a row, some words may be its headings: "Life expectancy" above "Japan"."""
        if self.key in sentence.key:
            return True
        may_part = len(self.tokens) > 1 and not any(map(_DIGIT.search, self.tokens))
        return may_part and self.tokens <= sentence.tokens and not self.tokens <= sentence.headings


def _name(written: str) -> _Name:
    return _Name(name_key(written), tokens_of(written))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a sentence must share with a claim to be its evidence."""

    names: tuple[_Name, ...]
    values: Mapping[Decimal, frozenset[Decimal]]
    words: frozenset[str]
    years: frozenset[Decimal]

    def share_in(self, sentence: SourceSentence) -> float:
        """How much of it a sentence holds, 0 to 1; 0 if a name or the figures are missing."""
        named = sum(name.stands_in(sentence) for name in self.names)
        names = named / len(self.names) if self.names else 1.0
        if not names:
            return 0.0
        standing = self._figures_in(sentence)
        figures = len(standing) / len(self.values) if self.values else 1.0
        if figures < _MIN_FIGURES or not self.words or (standing <= self.years < self.values.keys()):
            return 0.0
        words = len(self.words & sentence.words) / len(self.words)
        return 0.6 * words + 0.25 * figures + 0.15 * names

    def _figures_in(self, sentence: SourceSentence) -> set[Decimal]:
        """Those of the figures that a sentence has; below a heading they may stand without the size that it names, or none does."""
        if not sentence.headings:
            return self.values.keys() & sentence.values
        return {
            value
            for value, cells in self.values.items()
            if value in sentence.values
            or any(
                not sentence.sizes or _is_sized(value, cell, sentence.sizes)
                for cell in cells & sentence.values
            )
        }


def _is_sized(value: Decimal, cell: Decimal, sizes: Collection[Decimal]) -> bool:
    return any(cell * size == value for size in sizes)
