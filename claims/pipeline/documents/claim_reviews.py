"""Claim reviews: the claims that a page says it has reviewed, in its ClaimReview markup (schema.org), JSON-LD or microdata."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any

from lxml import etree

from claims.pipeline.documents.linked_data import linked_data_blocks, linked_objects
from claims.values import ClaimReview
from claims.vocabulary import Polarity

MAX_REVIEWS = 20
_MAX_TEXT, _MAX_NAME = 2000, 200
_TRUE_SHARE = Decimal("0.75")
# Anything else that a reviewer writes (false, misleading, half true, missing context, unproven) does not assert the claim.
_TRUE = frozenset(
    {
        "true", "mostly true", "largely true", "correct", "mostly correct", "accurate", "mostly accurate", "verified",
        "confirmed", "right", "wahr", "richtig", "stimmt", "größtenteils richtig", "vrai", "plutôt vrai", "exact",
        "verdadero", "cierto", "mayormente cierto", "vero", "verdadeiro", "waar", "sant", "prawda", "doğru", "правда", "верно",
        "benar", "सही", "सच", "صحيح", "属实", "真实",
    }
)  # fmt: skip
_TYPE = "ClaimReview"
_PREFIX = re.compile(r".*[/#:]")
_RATING = ("alternateName", "name", "ratingValue", "bestRating", "worstRating")
# Elements of a review in microdata: what is behind them is no part of it.
_MAX_ELEMENTS = 500


def claim_reviews(source: str, tree: etree._Element) -> tuple[ClaimReview, ...]:
    """Returns the reviews in the markup of a page, each claim once. Unreadable ones are left out; nothing is raised."""
    unique: dict[str, ClaimReview] = {}
    for review in (*_in_linked_data(source), *_in_microdata(tree)):
        if len(unique) < MAX_REVIEWS:
            unique.setdefault(review.claim, review)
    return tuple(unique.values())


def _in_linked_data(source: str) -> Iterator[ClaimReview]:
    for block in linked_data_blocks(source):
        if _TYPE not in block:
            continue
        for value in linked_objects(block):
            if _TYPE in _types(value):
                item, rating = _object(value.get("itemReviewed")), _object(value.get("reviewRating"))
                claim = _first_text(value.get("claimReviewed")) or _first_text(item.get("claimReviewed"))
                yield from _review(
                    claim,
                    claimant=_name(item.get("author")) or _name(item.get("creator")),
                    reviewer=_name(value.get("author")) or _name(value.get("publisher")),
                    rating={name: _first_text(rating.get(name)) for name in _RATING},
                    url=_first_text(value.get("url")),
                )


def _in_microdata(tree: etree._Element) -> Iterator[ClaimReview]:
    typed = tree.iterfind(".//*[@itemtype]")
    reviews = (each for each in typed if _PREFIX.sub("", each.get("itemtype", "").rstrip("/")) == _TYPE)
    for element in islice(reviews, MAX_REVIEWS):
        item, rating = _property(element, "itemReviewed"), _property(element, "reviewRating")
        yield from _review(
            _value(_property(element, "claimReviewed")),
            claimant=_value(_named(_property(item, "author"))),
            reviewer=_value(_named(_own_author(element, item))),
            rating={name: _value(_property(rating, name)) for name in _RATING},
            url=_value(_property(element, "url")),
        )


def _review(
    claim: str, *, claimant: str, reviewer: str, rating: dict[str, str], url: str
) -> Iterator[ClaimReview]:
    if not any(character.isalnum() for character in claim):
        return
    words = rating["alternateName"] or rating["name"]
    number = (
        f"{rating['ratingValue']} of {rating['bestRating']}"
        if rating["bestRating"]
        else rating["ratingValue"]
    )
    yield ClaimReview(
        claim=_line(claim)[:_MAX_TEXT],
        claimant=_line(claimant)[:_MAX_NAME],
        reviewer=_line(reviewer)[:_MAX_NAME],
        rating=_line(words or number)[:_MAX_NAME],
        url=url if url.startswith(("http://", "https://")) and len(url) <= _MAX_TEXT else "",
        polarity=Polarity.ASSERTED if _is_true(words, rating) else Polarity.DISPUTED,
    )


def _is_true(words: str, rating: dict[str, str]) -> bool:
    """Whether the reviewer's words say that the claim is true or mostly true; without words, whether its number does."""
    if words:
        return _line(words).casefold().strip(" .!") in _TRUE
    try:
        value, best = Decimal(rating["ratingValue"]), Decimal(rating["bestRating"] or "5")
        worst = Decimal(rating["worstRating"] or "1")
        return best > worst and (value - worst) / (best - worst) >= _TRUE_SHARE and value <= best
    except InvalidOperation:
        return False


def _line(text: str) -> str:
    return " ".join(text.split())


# -- JSON-LD ------------------------------------------------------------------------------------------------------


def _types(value: dict[str, Any]) -> list[str]:
    """The types of an object without the vocabulary's address or prefix."""
    types = value.get("@type")
    return [
        _PREFIX.sub("", name)
        for name in (types if isinstance(types, list) else [types])
        if isinstance(name, str)
    ]


def _first_text(value: Any) -> str:
    values = value if isinstance(value, list) else [value]
    texts = (
        str(each) for each in values if isinstance(each, str | int | float) and not isinstance(each, bool)
    )
    return next(texts, "")


def _object(value: Any) -> dict[str, Any]:
    values = value if isinstance(value, list) else [value]
    return next((each for each in values if isinstance(each, dict)), {})


def _name(value: Any) -> str:
    return _first_text(_object(value).get("name")) or _first_text(value)


# -- microdata ----------------------------------------------------------------------------------------------------


def _property(element: etree._Element | None, name: str) -> etree._Element | None:
    """The first element inside that has this property."""
    inside = [] if element is None else _inside(element)
    return next((each for each in inside if name in each.get("itemprop", "").split()), None)


def _inside(element: etree._Element) -> list[etree._Element]:
    return list(islice(element.iter("*"), 1, _MAX_ELEMENTS))


def _named(element: etree._Element | None) -> etree._Element | None:
    """The element with the name of a person or organisation, or the element itself if it is only text."""
    name = _property(element, "name")
    return element if name is None else name


def _own_author(element: etree._Element, item: etree._Element | None) -> etree._Element | None:
    """The author of the review, not that of the claim."""
    inner = [] if item is None else _inside(item)
    authors = (each for each in _inside(element) if "author" in each.get("itemprop", "").split())
    return next((author for author in authors if author not in inner), None)


def _value(element: etree._Element | None) -> str:
    if element is None:
        return ""
    for name in ("content", "href", "src", "datetime"):
        if value := element.get(name):
            return str(value)
    return "".join(element.itertext())
