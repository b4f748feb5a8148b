"""Look-up: the stored claims that say what a sentence says, and none that says the opposite."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from claims.errors import ReadError
from claims.models import Appearance, Claim, Proposition
from claims.pipeline.fingerprint import name_key, normalise
from claims.pipeline.watching.figures import compare_figures, figures_of
from claims.services import runtime
from claims.services.catalogue import proposed_entities, propositions
from claims.values import ClaimCandidate
from claims.vocabulary import Polarity, Relation, ValuesState

MAX_CLAIMS = 10
_MAX_READ = 50
_PERCENT = re.compile(r"(?<=\d)\s{0,3}(?:percent|per\s{1,3}cent)\b", re.IGNORECASE)
_NEGATION = re.compile(
    r"\b(?:not|never|no|cannot|neither|nor|without|fails?|failed)\b|n['’]t\b", re.IGNORECASE
)
_TOKEN = re.compile(r"[^\W_](?:[\w.+'’-]*[\w+])?")
Manner = Literal["text", "identity", "words"]


@dataclass(frozen=True, slots=True)
class ClaimMatch:
    """A claim, and what it shares with the sentence: its `text`, the `identity` of what it says, or all `words`."""

    claim_id: uuid.UUID
    manner: Manner


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What is looked up, with "%" for "percent", and what the extractor reads in it: none if it is no statement."""

    text: str
    candidates: tuple[ClaimCandidate, ...]

    @property
    def polarity(self) -> Polarity:
        """What its statement says; of words that are none, whether one of them denies."""
        return self.candidates[0].polarity if self.candidates else _polarity_of(self.text)

    @property
    def comparisons(self) -> frozenset[tuple[str, str, str]]:
        """Each comparison, in one direction."""
        return frozenset(
            _in_one_direction(comparison.subject, comparison.relation, other)
            for candidate in self.candidates
            for comparison in candidate.comparisons
            for other in comparison.objects
        )


def find_claims(text: str) -> list[ClaimMatch]:
    """The claims that say what a text says, at most `MAX_CLAIMS`: the same text first, then the same identity, then the
    same words. A merged claim with the text stands for the one that it was merged into, as one with the identity. Claims with another polarity, with subject and object exchanged or with other figures are none of them."""
    plain = _PERCENT.sub("%", text)
    sentence = _Sentence(plain, _read(plain))
    manners: dict[uuid.UUID, Manner] = {}
    similar = _with_words(plain)
    present = [claim for claim in similar if claim.merged_into is None]
    same = {normalise(text), normalise(plain)}
    for claim in present:
        if normalise(claim.text) in same:
            manners.setdefault(claim.pk, "text")
    for claim in similar:
        if claim.merged_into is not None and normalise(claim.text) in same:
            manners.setdefault(_target_of(claim), "identity")
    for key in _with_identity(sentence.candidates):
        manners.setdefault(key, "identity")
    for claim in _agreeing(sentence, [claim for claim in present if claim.pk not in manners]):
        manners.setdefault(claim.pk, "words")
    return [ClaimMatch(key, manner) for key, manner in manners.items()][:MAX_CLAIMS]


def _read(text: str) -> tuple[ClaimCandidate, ...]:
    """The statements of the text, none if it cannot be read in time."""
    if not any(letter.isalnum() for letter in text):
        return ()
    try:
        return runtime.reader_thread().submit(runtime.sandbox().read_statement, text).result().candidates
    except ReadError:
        return ()


def _with_words(text: str) -> Sequence[Claim]:
    """The claims that contain every word, the last seen first."""
    words = " ".join(word.lstrip("-") for word in text.replace('"', " ").split() if word.lower() != "or")
    found = Claim.objects.matching(words).select_related("merged_into")
    return list(found.order_by("-last_seen_at", "-id")[:_MAX_READ])


def _with_identity(candidates: Sequence[ClaimCandidate]) -> Iterator[uuid.UUID]:
    """The claims whose resolved propositions are those of a candidate, or the claims that they were merged into."""
    if not candidates:
        return
    entities = proposed_entities.known_entities([name for each in candidates for name in each.names])
    rows = propositions.resolve_all(candidates, propositions.with_spellings(candidates, entities))
    keys = [propositions.identity_of(each, row) for each, row in zip(candidates, rows, strict=True)]
    for claim in Claim.objects.filter(identity_key__in=keys).select_related("merged_into"):
        yield _target_of(claim)


def _target_of(claim: Claim) -> uuid.UUID:
    """The claim itself, or the one that it was merged into."""
    while claim.merged_into is not None:
        claim = claim.merged_into
    return claim.pk


def _agreeing(sentence: _Sentence, claims: Sequence[Claim]) -> Iterator[Claim]:
    if not claims:
        return
    keys = [claim.pk for claim in claims]
    appearances = Appearance.objects.filter(claim__in=keys).order_by("-gone_at", "seen_at")
    polarities = dict(appearances.values_list("claim_id", "polarity"))
    comparisons = _comparisons_of(keys)
    figures = [figure.verbatim for figure in figures_of(sentence.text)]
    for claim in claims:
        polarity = polarities.get(claim.pk) or _polarity_of(claim.text)
        if (
            polarity == sentence.polarity
            and _has_figures(claim.text, figures)
            and _is_directed_alike(sentence, claim.text, comparisons.get(claim.pk, frozenset()))
        ):
            yield claim


def _polarity_of(text: str) -> Polarity:
    return Polarity.NEGATED if _NEGATION.search(text) else Polarity.ASSERTED


def _comparisons_of(claim_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, frozenset[tuple[str, str, str]]]:
    rows = Proposition.objects.filter(claim__in=claim_ids, form=Proposition.Form.COMPARISON)
    comparisons: dict[uuid.UUID, frozenset[tuple[str, str, str]]] = {}
    for row in rows.exclude(object_text=""):
        comparison = _in_one_direction(row.subject_text, row.relation, row.object_text)
        comparisons[row.claim_id] = comparisons.get(row.claim_id, frozenset()) | {comparison}
    return comparisons


def _has_figures(text: str, figures: Sequence[str]) -> bool:
    return not figures or compare_figures(text, text, figures).state is ValuesState.PRESENT


def _in_one_direction(subject: str, relation: str, other: str) -> tuple[str, str, str]:
    """The keys of subject, relation and object. "A underperforms B" is "B outperforms A", "A matches B" is "B matches A"."""
    first, second = name_key(subject), name_key(other)
    if relation == Relation.UNDERPERFORMS:
        return second, Relation.OUTPERFORMS, first
    if relation == Relation.MATCHES:
        return min(first, second), relation, max(first, second)
    return first, relation, second


def _is_directed_alike(sentence: _Sentence, text: str, comparisons: frozenset[tuple[str, str, str]]) -> bool:
    """Whether a comparison is the sentence's, or none is of the same two. Where one of the two is not read, names keep their
    order and both deny or neither does."""
    if not sentence.comparisons or not comparisons:
        is_alike = _is_in_order(sentence.text, text) and _polarity_of(sentence.text) is _polarity_of(text)
        return is_alike or not _is_statement(sentence.text)
    return bool(sentence.comparisons & comparisons) or _pairs(sentence.comparisons).isdisjoint(
        _pairs(comparisons)
    )


def _pairs(comparisons: frozenset[tuple[str, str, str]]) -> set[frozenset[str]]:
    """The two names of each comparison."""
    return {frozenset({subject, other}) for subject, _, other in comparisons}


def _names(text: str) -> list[str]:
    """The words that look like names, by their first place: with a capital or a digit beyond the first letter."""
    tokens = _TOKEN.findall(text)
    return list(dict.fromkeys(name_key(token) for token in tokens if token != token.lower()))


def _is_statement(text: str) -> bool:
    """Whether a word in lower case stands between two names: more than names to search for."""
    words = [token == token.lower() and token.isalpha() for token in _TOKEN.findall(text)]
    if words.count(False) < 2:
        return False
    first, last = words.index(False), len(words) - words[::-1].index(False)
    return any(words[first:last])


def _is_in_order(text: str, claim_text: str) -> bool:
    names, others = _names(text), _names(claim_text)
    places = [others.index(name) for name in names if name in others]
    return places == sorted(places)
