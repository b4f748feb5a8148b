"""Look-up: the stored claims that say what sentences say, and none that says the opposite; the citations of quotes.

The number of queries does not depend on the number of texts.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from claims.pipeline.watching.agreement import (
    Saying,
    has_figures_and_versions,
    in_one_direction,
    is_same_text,
    plain_percent,
    says_the_same,
    similarity,
)
from claims.services.catalogue import lookup_rows, proposed_entities, propositions
from claims.services.catalogue.lookup_rows import ClaimRow
from claims.services.catalogue.statement_reader import Candidates, StatementReadings

MAX_MATCHES = 10
READ_SECONDS = 0.2
"""How long sentences are read by default, all of a request together."""

Manner = Literal["exact", "identity", "near"]
_ALMOST = 0.99
_IDENTITY = 0.95
_NEAR = 0.9


@dataclass(frozen=True, slots=True)
class Match:
    """A claim or citation, what it shares with the text, and how much: 1 is the same text, letter by letter."""

    key: uuid.UUID
    manner: Manner
    score: float


@dataclass(frozen=True, slots=True)
class ClaimMatches:
    """The matches of one text, the best first. `is_complete` is False if it was not read in time: claims that say the
    same in other words may be missing."""

    matches: Sequence[Match] = ()
    is_complete: bool = True


def find_claims(texts: Sequence[str], *, seconds: float = READ_SECONDS) -> list[ClaimMatches]:
    """For each text the claims that say what it says, at most `MAX_MATCHES`.

    A claim has the same text, the same identity, or all of the words with the same figures, versions, polarity and
    direction. A merged claim stands for the one that it was merged into, as one with the same identity. Sentences that no
    claim has as its text are read, for at most `seconds`; so only the first one of a process waits for its reader.
    """
    plain = [plain_percent(text) for text in texts]
    same = [row for row in lookup_rows.same_claims(plain) if is_same_text(row.text, plain[row.position])]
    known = {row.position: row for row in reversed(same) if not row.is_merged}
    unknown = [text for place, text in enumerate(plain) if place not in known]
    readings = StatementReadings(list(dict.fromkeys(unknown)))
    similar = _similar(plain, same)  # while the sentences are read
    read = readings.within(seconds)
    said = lookup_rows.sayings([*similar, *known.values()])
    sentences = [
        said[known[place].id] if place in known else _saying(text, read.get(text))
        for place, text in enumerate(plain)
    ]
    found: list[dict[uuid.UUID, Match]] = [{} for _ in texts]
    for place, match in _of_same(same, texts, _identical(read)):
        found[place].setdefault(match.key, match)
    _add_similar(found, similar, sentences, said)
    return [
        ClaimMatches(_best(matches.values()), place in known or plain[place] in read)
        for place, matches in enumerate(found)
    ]


def _similar(texts: Sequence[str], same: Iterable[ClaimRow]) -> list[ClaimRow]:
    """The claims with the words, figures and versions of each text, without those that have the text itself."""
    found = {(row.position, row.id) for row in same}
    return [
        row
        for row in lookup_rows.similar_claims(texts)
        if (row.position, row.id) not in found and has_figures_and_versions(texts[row.position], row.text)
    ]


def find_passages(quotes: Sequence[str]) -> list[Sequence[Match]]:
    """For each quote the citations whose pinned passage it is, at most `MAX_MATCHES`."""
    found: defaultdict[int, list[Match]] = defaultdict(list)
    for row in lookup_rows.same_passages(quotes):
        if is_same_text(row.text, quotes[row.position]):
            found[row.position].append(Match(row.id, "exact", _sameness(row.text, quotes[row.position])))
    return [_best(found[place]) for place in range(len(quotes))]


def _best(matches: Iterable[Match]) -> list[Match]:
    return sorted(matches, key=lambda match: -match.score)[:MAX_MATCHES]


def _of_same(
    rows: Sequence[ClaimRow], texts: Sequence[str], identical: Mapping[str, Sequence[uuid.UUID]]
) -> Iterator[tuple[int, Match]]:
    """The claims with the same text, then those with the same identity. A merged one is the one that is left of it."""
    survivors = lookup_rows.survivors(
        {row.id for row in rows} | {key for keys in identical.values() for key in keys}
    )
    for row in rows:
        if not row.is_merged:
            yield row.position, Match(row.id, "exact", _sameness(row.text, texts[row.position]))
    for row in rows:
        yield row.position, Match(survivors[row.id], "identity", _IDENTITY)
    for place, text in enumerate(texts):
        for key in identical.get(plain_percent(text), ()):
            yield place, Match(survivors[key], "identity", _IDENTITY)


def _add_similar(
    found: Sequence[dict[uuid.UUID, Match]],
    rows: Iterable[ClaimRow],
    sentences: Sequence[Saying],
    said: Mapping[uuid.UUID, Saying],
) -> None:
    """Add the claims with the words, figures and versions of a text that say the same, if they are not found yet."""
    for row in rows:
        sentence = sentences[row.position]
        if row.id not in found[row.position] and says_the_same(sentence, said[row.id]):
            score = round(_NEAR * similarity(sentence.text, row.text), 3)
            found[row.position][row.id] = Match(row.id, "near", score)


def _sameness(text: str, given: str) -> float:
    return 1.0 if text == given else _ALMOST


def _saying(text: str, candidates: Candidates | None) -> Saying:
    """What a sentence says. One that was not read, or is no statement, has neither polarity nor comparisons."""
    comparisons = {
        in_one_direction(comparison.subject, comparison.relation, other)
        for candidate in candidates or ()
        for comparison in candidate.comparisons
        for other in comparison.objects
    }
    return Saying(text, candidates[0].polarity if candidates else None, frozenset(comparisons))


def _identical(read: Mapping[str, Candidates]) -> dict[str, list[uuid.UUID]]:
    """The claims whose resolved propositions are those of a statement of each text."""
    stated = [(text, candidate) for text, candidates in read.items() for candidate in candidates]
    candidates = [candidate for _, candidate in stated]
    entities = proposed_entities.known_entities([name for each in candidates for name in each.names])
    rows = propositions.resolve_all(candidates, propositions.with_spellings(candidates, entities))
    keys = [propositions.identity_of(each, row) for each, row in zip(candidates, rows, strict=True)]
    by_key = lookup_rows.identical_claims(keys)
    found: defaultdict[str, list[uuid.UUID]] = defaultdict(list)
    for (text, _), key in zip(stated, keys, strict=True):
        if key in by_key:
            found[text].append(by_key[key])
    return found
