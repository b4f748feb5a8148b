"""Sentences as the extractor sees them."""

from claims.pipeline.extraction.grammar.parser import parse
from claims.pipeline.extraction.mentions import find_mentions
from claims.pipeline.extraction.subjects import SentenceView, Topic


def tree(text):
    return next(parse([(text, find_mentions(text))]))


def view(text, topic=None):
    return SentenceView(text, find_mentions(text), tree(text), topic or Topic())


def word(text, written):
    return next(found for found in tree(text).words if found.text == written)
