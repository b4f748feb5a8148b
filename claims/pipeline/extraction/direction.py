"""Direction: which of two named things a sentence sets above the other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from claims.pipeline.extraction.comparisons import PATTERNS, meant
from claims.pipeline.extraction.grammar.findings import Finding
from claims.pipeline.extraction.grammar.parser import parse
from claims.pipeline.extraction.grammar.tree import Tree, Word
from claims.pipeline.extraction.mentions import Mention
from claims.pipeline.extraction.rivals import is_said, order_of
from claims.vocabulary import EntityKind, Relation

_TURNED = {Relation.OUTPERFORMS: Relation.UNDERPERFORMS, Relation.UNDERPERFORMS: Relation.OUTPERFORMS}
_MAX_CHARACTERS = 1500


def direction_of(sentence: str, first: str, second: str) -> Relation | None:
    """OUTPERFORMS if the sentence sets `first` above `second`, UNDERPERFORMS if below, None if it does neither.

    Questions, "whether X is better" and "no one says that X is better" set nothing above anything.
    """
    text = sentence[:_MAX_CHARACTERS]
    mentions = _mentions(text, first, second)
    if {mention.canonical for mention in mentions} != {first, second}:
        return None
    tree = next(parse([(text, mentions)]))
    return _direction_in(tree, first) or order_of(tree, {first: 1, second: -1})


def _direction_in(tree: Tree, first: str) -> Relation | None:
    """What the tree says of the two; the first finding that relates them decides."""
    if tree.text.rstrip().endswith("?"):
        return None
    for finding in PATTERNS.find(tree):
        if not is_said(finding.anchor):
            return None
        relation = meant(finding)
        subject = _name(finding.subject) or _stood_for(tree, finding)
        if (
            relation in _TURNED
            and any(_name(other) not in {None, subject} for other in finding.objects)
            and subject
        ):
            return relation if subject == first else _TURNED[relation]
    return None


def _stood_for(tree: Tree, finding: Finding) -> str | None:
    """What "it" stands for: the name before it that is not the other side."""
    if finding.subject is None or finding.subject.small not in {"it", "they", "this", "that"}:
        return None
    others = {_name(other) for other in finding.objects}
    before = (
        word.mention.canonical for word in reversed(tree.words[: finding.subject.index]) if word.mention
    )
    return next((name for name in before if name not in others), None)


def _name(word: Word | None) -> str | None:
    """Which of the two a noun is, or holds."""
    if word is None:
        return None
    held = (below.mention for below in word.subtree(without=("relcl", "advcl", "conj")))
    return next((mention.canonical for mention in held if mention), None)


def _mentions(text: str, first: str, second: str) -> list[Mention]:
    """Where the two stand as words of their own, in whatever case."""
    found = sorted(
        (
            Mention(place.start(), place.end(), place[0], name, EntityKind.PRODUCT)
            for name in (first, second)
            for place in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
        ),
        key=lambda mention: (mention.start, -mention.end),
    )
    return list(_apart(found))


def _apart(mentions: list[Mention]) -> Iterator[Mention]:
    end = 0
    for mention in mentions:
        if mention.start >= end:
            yield mention
            end = mention.end
