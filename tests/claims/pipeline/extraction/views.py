"""Sentences as the extractor sees them."""

from claims.pipeline.extraction.comparisons import find_comparisons
from claims.pipeline.extraction.grammar.findings import OTHER
from claims.pipeline.extraction.grammar.parser import parse
from claims.pipeline.extraction.mentions import find_mentions
from claims.pipeline.extraction.subjects import SentenceView, Topic


def tree(text):
    return next(parse([(text, find_mentions(text))]))


def view(text, topic=None):
    return SentenceView(text, find_mentions(text), tree(text), topic or Topic())


def word(text, written):
    return next(found for found in tree(text).words if found.text == written)


def compared(text, topic=None):
    """Subject, relation and first object of what a sentence compares, neutral comparisons left out."""
    found = find_comparisons(view(text, topic)).comparisons
    return [
        (c.subject, c.relation, c.objects[0] if c.objects else "") for c in found if c.relation is not OTHER
    ]
