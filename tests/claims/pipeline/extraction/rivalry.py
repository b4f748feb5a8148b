"""Sentences about zinc and lead, as the rules about two names see them."""

from claims.pipeline.extraction.grammar.parser import parse
from claims.pipeline.extraction.grammar.sides import Sides
from claims.pipeline.extraction.mentions import Mention
from claims.vocabulary import EntityKind


def tree(text):
    mentions = [
        Mention(start, start + 4, name, name, EntityKind.PRODUCT)
        for start in range(len(text))
        for name in ("Zinc", "Lead")
        if text.startswith(name, start)
    ]
    return next(parse([(text, mentions)]))


def sides(text):
    return Sides(tree(text), {"Zinc": 1, "Lead": -1})


def verdicts(rule, text):
    """What a rule says: 1 where zinc stands above lead, -1 where it stands below."""
    return [side for _, side in rule(sides(text))]
