"""Makers: names of things that are written with the name of who makes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from claims.pipeline.extraction.name_kinds import Mention
from claims.vocabulary import EntityKind

_MADE = frozenset({EntityKind.MODEL, EntityKind.PRODUCT})


def with_makers(text: str, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """The mentions with the maker's name as the beginning of the thing's: "OpenAI Sora 2" is one spelling of Sora 2."""
    maker: Mention | None = None
    for mention in mentions:
        if maker is not None and mention.kind in _MADE and text[maker.end : mention.start] == " ":
            whole = text[maker.start : mention.end]
            yield replace(mention, start=maker.start, text=whole, maker=maker)
            maker = None
            continue
        if maker is not None:
            yield maker
        maker = mention if mention.kind is EntityKind.ORGANISATION else None
        if maker is None:
            yield mention
    if maker is not None:
        yield maker
