"""Quantities: of what the numbers of a sentence or table row speak."""

from __future__ import annotations

import re

from claims.pipeline.extraction.amounts import Amount, find_amounts
from claims.pipeline.extraction.row_quantities import find_row_quantities
from claims.pipeline.extraction.subjects import SentenceView
from claims.pipeline.extraction.tables import RowReading, read_row
from claims.values import Block, EntityKind, Quantity

_LISTED = re.compile(r"(?:,|,? and|,? or|/| /|;)?\s?/?\s?")
_SIZED_NAME = re.compile(r"(?P<head>.+?-?)(?P<sizes>\d[\d.]*[BMK](?:/\d[\d.]*[BMK])+)(?P<tail>.*)")
# What may stand between a name and the amount that belongs to it.
_AT_NAME = re.compile(r"\s?(?:\(|:|[-–—]|\s)\s?(?:[~>+<≈]|over |about |up to |approximately )?")
_DEALT = re.compile(r",? and |, ")
_LIMIT = 40
_LONGEST = 4000


def find_quantities(
    view: SentenceView, block: Block, row: RowReading | None = None, *, language: str = ""
) -> tuple[Quantity, ...]:
    """The quantities of a sentence or table row in order, at most forty; six of a row."""
    text = view.text[:_LONGEST]
    if block.kind == "row":
        return find_row_quantities(text, view.mentions, row or read_row(text, block), language=language)
    amounts = find_amounts(text, view.mentions, language=language)[:_LIMIT]
    return tuple(
        Quantity(
            subject,
            " ".join(filter(None, (amount.noun, amount.change))),
            amount.op,
            amount.low,
            amount.high,
            amount.unit,
            text[amount.start : amount.end].strip(),
        )
        for amount, subject in zip(amounts, _subjects(view, amounts), strict=True)
    )


def _subjects(view: SentenceView, amounts: list[Amount]) -> list[str]:
    """Of what each amount speaks; a list of amounts is dealt out to as many names."""
    subjects = [_subject(view, amount) for amount in amounts]
    start = 0
    for end in range(1, len(amounts) + 1):
        if end == len(amounts) or not _LISTED.fullmatch(view.text, amounts[end - 1].end, amounts[end].start):
            subjects[start:end] = _dealt(subjects[start], end - start, subjects[start:end])
            start = end
    return subjects


def _dealt(subject: str, count: int, otherwise: list[str]) -> list[str]:
    if count == 1:
        return otherwise
    sized = _SIZED_NAME.fullmatch(subject)
    names = (
        [f"{sized['head']}{size}{sized['tail']}" for size in sized["sizes"].split("/")]
        if sized
        else _DEALT.split(subject)
    )
    return names if len(names) == count else otherwise


def _subject(view: SentenceView, amount: Amount) -> str:
    """The name that the amount stands at ("CapCut 4%", "Qwen2: 7 trillion"), else the clause's subject."""
    mention = view.mention_before(amount.start)
    if mention:
        gap = view.text[mention.end : amount.start]
        if _AT_NAME.fullmatch(gap) and mention.kind is not EntityKind.ORGANISATION:
            return mention.text
    return view.subject_at(amount.start)
