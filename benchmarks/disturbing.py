"""Disturbing: all that changes on a page between two checks although its article stays the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from lxml import html
from lxml.html import HtmlElement

_WORDS = (
    "offer",
    "guide",
    "today",
    "market",
    "garden",
    "report",
    "summer",
    "travel",
    "kitchen",
    "league",
    "quiz",
)
_MONTHS = ("January", "March", "April", "June", "July", "August", "September", "October", "December")
_UNSEEN = {"script", "style", "noscript", "template"}
_CLOCK = re.compile(r"\d{1,2}\s(?:min|hour|day|second)[a-z]*\sago|\b\d{1,2}:\d{2}\b|\b20[12]\d\b")
_SHORT = 60


def disturbed(markup: str, quotes: Sequence[str], random: Random) -> str:
    """The page at another check: nothing within the elements that hold the quotes is touched."""
    tree = html.document_fromstring(markup)
    kept = {part for quote in quotes for part in _holder(tree.body, quote).iter()}
    _renew_secrets(tree, random)
    _rename_links(tree, kept, random)
    _turn_clocks(tree, kept, random)
    _shuffle_lists(tree, kept, random)
    _place_advertisements(tree, kept, random)
    _frame(tree.body, random)
    return str(html.tostring(tree, encoding="unicode"))


def _holder(element: HtmlElement, quote: str) -> HtmlElement:
    """The innermost element that shows the quote, which has single spaces."""
    for child in element.iterchildren("*"):
        if child.tag not in _UNSEEN and quote in " ".join(child.text_content().split()):
            return _holder(child, quote)
    return element


def _renew_secrets(tree: HtmlElement, random: Random) -> None:
    for script in tree.iter("script"):
        script.set("nonce", f"{random.getrandbits(64):x}")
    tree.insert(0, html.Element("meta", name="csrf-token", content=f"{random.getrandbits(128):x}"))


def _rename_links(tree: HtmlElement, kept: set[HtmlElement], random: Random) -> None:
    """Other stories in the navigation and beside the article; links within sentences stay."""
    for link in tree.body.iter("a"):
        in_prose = any(parent.tag == "p" for parent in link.iterancestors())
        if link not in kept and not in_prose and link.text and len(link) == 0 and random.random() < 0.4:
            link.text = _words(random, 2, 9).capitalize()


def _turn_clocks(tree: HtmlElement, kept: set[HtmlElement], random: Random) -> None:
    for element in tree.body.iter("*"):
        short = element not in kept and element.text and len(element.text) < _SHORT
        if element.tag == "time" and element not in kept:
            element.text = _date(random)
        elif short and element.tag not in _UNSEEN:
            element.text = _CLOCK.sub(lambda _: f"{random.randint(2, 59)} minutes ago", element.text)


def _shuffle_lists(tree: HtmlElement, kept: set[HtmlElement], random: Random) -> None:
    for block in list(tree.body.iter("ul", "ol")):
        items = list(block)
        if len(items) > 2 and not kept.intersection(block.iter()) and all(item.tag == "li" for item in items):
            random.shuffle(items)
            block[:] = items


def _place_advertisements(tree: HtmlElement, kept: set[HtmlElement], random: Random) -> None:
    for paragraph in list(tree.body.iter("p")):
        if paragraph.getparent() not in kept and random.random() < 0.4:
            paragraph.addnext(
                _block(f"Advertisement. {_words(random, 3, 30).capitalize()} from ${random.randint(2, 99)}.")
            )


def _frame(body: HtmlElement, random: Random) -> None:
    """The cookie banner, what is read most, and the counters."""
    body.insert(0, _block("We and our partners use cookies. Accept all. Reject all. Manage your choices."))
    body.insert(1, _block(f"{_date(random)} · Updated {random.randint(2, 59)} minutes ago"))
    body.append(_block(f"{random.randint(2, 900)} comments · Shared {random.randint(1000, 90000):,} times"))
    body.append(_block("Most read: " + "; ".join(_words(random, 4, 9).capitalize() for _ in range(5))))


def _block(text: str) -> HtmlElement:
    block = html.Element("div")
    block.text = text
    return block


def _words(random: Random, least: int, most: int) -> str:
    return " ".join(random.choices(_WORDS, k=random.randint(least, most)))


def _date(random: Random) -> str:
    return f"{random.randint(1, 28)} {random.choice(_MONTHS)} {random.randint(2020, 2030)}"
