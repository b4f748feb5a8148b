"""Quantities: of what the numbers of a sentence or table row speak."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from claims.pipeline.extraction.amounts import Amount, find_amounts
from claims.pipeline.extraction.mentions import Mention, find_mentions
from claims.pipeline.extraction.subjects import SentenceView
from claims.values import Block, EntityKind, Quantity

_TABLE_SKIP = re.compile(
    r"^(?:#|no\.?|rank|ranking|date|year|version|release[d]?|license|id|month|day|time)\b|date", re.IGNORECASE
)
_LISTED = re.compile(r"(?:,|,? and|,? or|/| /|;)?\s?/?\s?")
_SIZED_NAME = re.compile(r"(?P<head>.+?-?)(?P<sizes>\d[\d.]*[BMK](?:/\d[\d.]*[BMK])+)(?P<tail>.*)")
# What may stand between a name and the amount that belongs to it.
_AT_NAME = re.compile(r"\s?(?:\(|:|[-–—]|\s)\s?(?:[~>+<≈]|over |about |up to |approximately )?")
_DEALT = re.compile(r",? and |, ")
_ROW_LIMIT = 6
_LIMIT = 40
_LONGEST = 4000


def find_quantities(view: SentenceView, block: Block) -> tuple[Quantity, ...]:
    """The quantities of a sentence or table row in order, at most forty; six of a row."""
    text = view.text[:_LONGEST]
    amounts = list(
        _row_amounts(text, view.mentions, block) if block.kind == "row" else find_amounts(text, view.mentions)
    )
    amounts = amounts[: _ROW_LIMIT if block.kind == "row" else _LIMIT]
    subjects = _subjects(view, amounts, block)
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
        for amount, subject in zip(amounts, subjects, strict=True)
    )


def _row_amounts(text: str, mentions: Sequence[Mention], block: Block) -> list[Amount]:
    """The amounts of a row's cells; the column's head names the measure, and what is no measure."""
    found: list[Amount] = []
    place = 0
    for i, cell in enumerate(text.split(" | ")):
        head = block.head[i] if i < len(block.head) else ""
        is_bare = not re.search(r"[a-zA-Z]{4,}", cell)
        if not (is_bare and (_TABLE_SKIP.search(head) or i == 0)):
            amounts = find_amounts(text, mentions, place, place + len(cell), loose=is_bare)
            found.extend(replace(amount, noun=head) if is_bare and head else amount for amount in amounts)
        place += len(cell) + 3
    return found


def _subjects(view: SentenceView, amounts: list[Amount], block: Block) -> list[str]:
    """Of what each amount speaks; a list of amounts is dealt out to as many names."""
    if block.kind == "row":
        return [_headed_by(view, amount, block) or _row_subject(view) for amount in amounts]
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


def _headed_by(view: SentenceView, amount: Amount, block: Block) -> str:
    """The model that a column is about, in tables with a model a column."""
    column = view.text.count(" | ", 0, amount.start)
    head = block.head[column] if 0 < column < len(block.head) else ""
    named = next((m for m in find_mentions(head) if m.kind is EntityKind.MODEL), None) if head else None
    return named.text if named else ""


def _row_subject(view: SentenceView) -> str:
    named = next(
        (m for m in view.mentions if m.kind in {EntityKind.MODEL, EntityKind.PRODUCT}), None
    ) or next(iter(view.mentions), None)
    if named:
        return named.text
    return next((cell.strip() for cell in view.text.split(" | ") if re.search(r"[a-zA-Z]{2,}", cell)), "")


def _subject(view: SentenceView, amount: Amount) -> str:
    """The name that the amount stands at ("CapCut 4%", "Qwen2: 7 trillion"), else the clause's subject."""
    mention = view.mention_before(amount.start)
    if mention:
        gap = view.text[mention.end : amount.start]
        if _AT_NAME.fullmatch(gap) and mention.kind is not EntityKind.ORGANISATION:
            return mention.text
    return view.subject_at(amount.start)
