"""Anaphors: the words that only stand for something that was named: "it", "the new model", "the firm"."""

from __future__ import annotations

import re

from claims.pipeline.extraction.grammar.phrases import whole
from claims.pipeline.extraction.grammar.tree import Word

_FIRM = (
    r"firms?|compan(?:y|ies)|startups?|start-ups?|organi[sz]ations?|giants?|lab|corporation|group|agency|bank|makers?|publishers?|"
    r"vendors?|universit(?:y|ies)|[a-z]{3,9}maker|manufacturer|airline|retailer|lender|insurer|brewer|broadcaster|carrier|conglomerate|charity|utility|newspaper|studio|business"
)
# "the Danish drugmaker", "the California-based firm"
_FROM = r"(?:(?-i:[A-Z][\w.]+-based|U\.?[SK]\.?|[A-Z][a-z]+(?:ish|[ie]an|can|man|ese|ch|ss))\s+)?"
_MODEL = (
    r"(?:(?:language|new|open-source|open-weight|base|specialized|math|coding|code) )*models?|series|famil(?:y|ies)|lineup|llms?|systems?|"
    r"architectures?|releases?|versions?|variants?|agents?|assistants?|networks?|methods?|approach(?:es)?"
)
_PRODUCT = r"apps?|tools?|software|products?|platforms?|services?|programs?|devices?|chips?|features?|editors?|phones?|sites?|websites?"
# What "the" or "this" may refer to; "its cars" are things of their own.
_THING = (
    r"aircraft|browsers?|cameras?|cars?|consoles?|drones?|drugs?|handsets?|headsets?|laptops?|planes?|processors?|rockets?|satellites?|smartphones?|spacecraft|"
    r"tablets?|telescopes?|treatments?|vaccines?|vehicles?"
)
_PRONOUNS = r"it|they|he|she|we|this|these|those|both|them|him|her|itself|themselves|its|their|his|our|i|us"
ANAPHOR = re.compile(
    rf"(?P<pronoun>{_PRONOUNS})|"
    r"(?:both|all|each)\s+(?:models|versions|variants|tools|apps|products|companies|firms)|"
    r"(?:the|this|these|that|those|its|their|our)\s+(?:(?:new|latest|two|three|four|five|entire|whole|same|resulting|smaller|larger|proposed|"
    rf"flagship|open-weight|of)\s+){{0,2}}{_FROM}(?:(?P<order>former|latter)|(?P<firm>{_FIRM})|(?P<model>{_MODEL})|(?P<product>{_PRODUCT}))|"
    rf"(?:the|this|these|that|those)\s+(?:new\s+)?{_FROM}(?P<thing>{_THING})",
    re.IGNORECASE,
)
# "The agency" is no firm whose name says that it is one.
NO_BUSINESS = re.compile(r"\b(?:agency|charity|universit(?:y|ies)|newspaper|broadcaster)$", re.IGNORECASE)
BUSINESS = re.compile(
    r"\b(?:Inc|Corp|Ltd|LLC|GmbH|AG|PLC|plc|Co|Motors|Airlines|Labs|Technologies|Industries|Foods|Pharma\w*)\.?$"
)


def anaphor_of(text: str, word: Word, group: str = "") -> str | None:
    """The words of a noun that only stands for another one: "it", "the new model"; None of any other."""
    words = whole(text, word)
    anaphor = ANAPHOR.fullmatch(words)
    if anaphor is None:
        return None
    return (anaphor[group] or "").casefold() if group else words
