"""Reviewed claims: what a page's ClaimReview markup says about statements that stand in its text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

from claims.pipeline.extraction.mentions import find_mentions, names_of
from claims.values import ClaimCandidate, ClaimReview, Document
from claims.vocabulary import ClaimKind, Polarity

_CONTEXT = 64
_MAX_PLACES = 3
_MIN_WORDS = 3
_WORD = re.compile(r"\w+")


def apply_reviews(document: Document, candidates: tuple[ClaimCandidate, ...]) -> tuple[ClaimCandidate, ...]:
    """The candidates, those that say a reviewed claim with its claimant and, unless it is rated true, as disputed.

    A reviewed claim that stands in the text and is no candidate becomes one. What stands only in the markup has no place.
    """
    if not document.claim_reviews:
        return candidates
    words = _Words.of(document.text)
    by_start = {candidate.start: candidate for candidate in candidates}
    for review in document.claim_reviews:
        for start, end in words.places(review.claim):
            said = [each for each in by_start.values() if each.start < end and start < each.end]
            if not said:
                by_start[start] = _candidate(document, review, start, end)
            for candidate in said:
                if 2 * (min(end, candidate.end) - max(start, candidate.start)) >= len(candidate.quote):
                    by_start[candidate.start] = _reviewed(candidate, review)
    return tuple(sorted(by_start.values(), key=lambda candidate: candidate.start))


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text in small letters, between single spaces; where each begins there and in the text."""

    joined: str
    offsets: list[int]
    spans: list[tuple[int, int]]

    @classmethod
    def of(cls, text: str) -> _Words:
        matches = list(_WORD.finditer(text))
        words = [match[0].lower() for match in matches]
        offsets = list(accumulate((len(word) + 1 for word in words), initial=1))
        return cls(f" {' '.join(words)} ", offsets, [match.span() for match in matches])

    def places(self, claim: str) -> Iterator[tuple[int, int]]:
        """Where the words of a claim stand in the text, whatever is between them."""
        words = _WORD.findall(claim.lower())
        if len(words) < _MIN_WORDS:
            return
        offset = -1
        for _ in range(_MAX_PLACES):
            offset = self.joined.find(f" {' '.join(words)} ", offset + 1)
            if offset < 0:
                return
            first = bisect_left(self.offsets, offset + 1)
            yield self.spans[first][0], self.spans[first + len(words) - 1][1]


def _reviewed(candidate: ClaimCandidate, review: ClaimReview) -> ClaimCandidate:
    polarity = candidate.polarity if review.polarity is Polarity.ASSERTED else Polarity.DISPUTED
    return replace(candidate, polarity=polarity, attributed_to=review.claimant or candidate.attributed_to)


def _candidate(document: Document, review: ClaimReview, start: int, end: int) -> ClaimCandidate:
    quote = document.text[start:end]
    return ClaimCandidate(
        quote=quote,
        start=start,
        end=end,
        kind=ClaimKind.ATTRIBUTE,
        prefix=document.text[max(0, start - _CONTEXT) : start],
        suffix=document.text[end : end + _CONTEXT],
        names=names_of(find_mentions(quote)),
        attributed_to=review.claimant,
        rule="claim review",
        polarity=review.polarity,
    )
