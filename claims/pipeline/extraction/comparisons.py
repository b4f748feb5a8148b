"""Comparisons: who a sentence sets above, beside or below whom, and on what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from claims.pipeline.extraction.comparands import object_names, subject_name
from claims.pipeline.extraction.comparison_sets import settle
from claims.pipeline.extraction.grammar import (
    advantages,
    alternatives,
    comparing,
    degrees,
    idioms,
    measuring,
    parity,
    ranking,
    relating,
    superlatives,
)
from claims.pipeline.extraction.grammar.asserting import polarity_of
from claims.pipeline.extraction.grammar.findings import Finding, Patterns
from claims.pipeline.extraction.grammar.negation import is_negated, is_none
from claims.pipeline.extraction.grammar.phrases import listed, phrase, through_aspect
from claims.pipeline.extraction.grammar.settings import settings_of
from claims.pipeline.extraction.grammar.tree import Word
from claims.pipeline.extraction.rivals import rivals_in, verdict_on
from claims.pipeline.extraction.subjects import SentenceView
from claims.values import Comparison
from claims.vocabulary import Polarity, Relation

PATTERNS = Patterns(
    comparing.beating,
    comparing.matching,
    comparing.lagging,
    relating.nearing,
    relating.standing,
    relating.next_to,
    relating.trying,
    comparing.leading,
    comparing.followed,
    comparing.preferring,
    idioms.idiom,
    advantages.excelling,
    advantages.improving,
    parity.competing,
    parity.comparing_with,
    parity.of_its_level,
    parity.on_the_level,
    parity.level,
    parity.same_as,
    parity.same,
    parity.keeping_up,
    parity.on_par,
    relating.compared,
    relating.contrasting,
    relating.likening,
    alternatives.alternative,
    alternatives.alike_but,
    alternatives.beside,
    degrees.than,
    degrees.as_as,
    degrees.unrivalled,
    measuring.figures_beside,
    measuring.figures_before,
    measuring.figures_contrasted,
    measuring.shares,
    superlatives.superlative,
    superlatives.leading_class,
    ranking.ranked,
    ranking.topping,
    ranking.heading,
    ranking.on_top,
    ranking.unequalled,
    ranking.recording,
    ranking.winning,
    ranking.placing,
)
_MAX_COMPARISONS = 12
_ANYBODY = frozenset({"one", "which", "you"})
# What is so where a relation is denied: who does not beat Y is not above it.
_DENIED = {
    Relation.OUTPERFORMS: Relation.UNDERPERFORMS,
    Relation.MATCHES: Relation.UNDERPERFORMS,
    Relation.UNDERPERFORMS: Relation.OTHER,
    Relation.FIRST: Relation.OTHER,
    Relation.OTHER: Relation.OTHER,
}


@dataclass(frozen=True, slots=True)
class Compared:
    """The comparisons of a sentence, and how it stands to all of them. `polarity` is None where no pattern found them."""

    comparisons: tuple[Comparison, ...] = ()
    polarity: Polarity | None = None


def find_comparisons(view: SentenceView) -> Compared:
    """The comparisons that a sentence makes, in order, at most a dozen.

    What is denied keeps its relation and is NEGATED, except that who does not match Y is below it. A sentence that denies one
    and asserts another is ASSERTED, and what it denies stands as what is so.
    """
    if view.tree is None:
        return Compared()
    readings: list[tuple[Comparison, Polarity]] = []
    for finding in PATTERNS.find(view.tree):
        before = [comparison for comparison, _ in readings]
        readings += [
            (comparison, _polarity(finding, comparison)) for comparison in _comparisons(view, finding, before)
        ]
    polarities = [polarity for _, polarity in readings]
    is_denial = set(polarities) == {Polarity.NEGATED}
    comparisons = [
        replace(comparison, relation=_DENIED[comparison.relation])
        if polarity is Polarity.NEGATED and not is_denial
        else comparison
        for comparison, polarity in readings
    ]
    comparisons += _between_rivals(view, comparisons)
    polarity = next(iter(polarities), None)
    return Compared(
        tuple(settle(comparisons))[:_MAX_COMPARISONS],
        Polarity.ASSERTED if polarity is Polarity.NEGATED and not is_denial else polarity,
    )


def _polarity(finding: Finding, comparison: Comparison) -> Polarity:
    """How the sentence stands to a comparison; "no model beats X" and "X does not match Y" assert what they are read as."""
    polarity = polarity_of(finding.anchor)
    is_read_as_said = comparison.relation is finding.relation
    return Polarity.ASSERTED if polarity is Polarity.NEGATED and not is_read_as_said else polarity


def _between_rivals(view: SentenceView, comparisons: list[Comparison]) -> Iterator[Comparison]:
    """The only two names of a kind set against each other, where no pattern relates them."""
    rivals = rivals_in(view.mentions)
    if view.tree is None or not rivals or any(comparison.objects for comparison in comparisons):
        return
    first, second = rivals
    verdict = verdict_on(view.tree, {first.canonical: 1, second.canonical: -1})
    if verdict is not None and polarity_of(verdict[0]) is Polarity.ASSERTED:
        relation = Relation.OUTPERFORMS if verdict[1] > 0 else Relation.UNDERPERFORMS
        yield Comparison(first.text, relation, (second.text,))


def _comparisons(view: SentenceView, finding: Finding, before: Sequence[Comparison]) -> Iterator[Comparison]:
    """The comparison of a finding; two where "A and B beat C and D, respectively"."""
    subjects = listed(finding.subject) if finding.subject is not None else []
    is_dealt = len(subjects) == len(finding.objects) > 1 and "respectively" in view.text
    for one, other in zip(subjects, finding.objects, strict=True) if is_dealt else ():
        subject, rival = view.single_name_of(one), view.single_name_of(through_aspect(other))
        yield Comparison(subject, finding.relation, (rival,), settings_of(view.text, finding))
    if not is_dealt and (comparison := _comparison(view, finding, before)):
        yield comparison


def _comparison(view: SentenceView, finding: Finding, before: Sequence[Comparison]) -> Comparison | None:
    if finding.subject is not None and (finding.subject.tag == "EX" or finding.subject.small in _ANYBODY):
        return None
    if finding.subject is not None and is_none(finding.subject):
        return _unbeaten(view, finding)
    subject = subject_name(view, finding)
    objects = tuple(
        dict.fromkeys(name for name in object_names(view, finding, before) if name and name != subject)
    )
    if not subject or (finding.objects and not objects and finding.relation is not Relation.FIRST):
        return None
    on = settings_of(view.text, finding)
    relation = meant(finding) if finding.relation is Relation.MATCHES else finding.relation
    return Comparison(subject, relation, objects, (finding.aspect, *on) if finding.aspect else on)


def meant(finding: Finding) -> Relation:
    """The relation of a finding after its negation: who does not beat Y, stays below it."""
    return _DENIED[finding.relation] if is_negated(finding.anchor) else finding.relation


def _is_of_two(subject: Word) -> bool:
    """ "Neither matches Y": Y is above two, and need not be first of all."""
    return "neither" in {subject.small, *(child.small for child in subject.children)}


def _unbeaten(view: SentenceView, finding: Finding) -> Comparison | None:
    """ "No model beats X": X is first of the models."""
    best = next(iter(finding.objects), None)
    if (
        finding.relation in {Relation.UNDERPERFORMS, Relation.FIRST}
        or best is None
        or finding.subject is None
        or _is_of_two(finding.subject)
    ):
        return None
    subject = view.name_of(through_aspect(best))
    objects = (phrase(view.text, finding.subject),) if finding.subject.is_noun else ()
    return Comparison(subject, Relation.FIRST, objects, settings_of(view.text, finding)) if subject else None
