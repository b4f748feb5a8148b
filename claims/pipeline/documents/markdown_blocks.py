"""Markdown blocks: splits a Markdown text into the tokens of its blocks (CommonMark 0.31 with GFM's tables)."""

from __future__ import annotations

import re
from itertools import islice

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, paragraph
from markdown_it.token import Token

from claims.errors import ReadError

_MAX_DEPTH = 100
_MAX_BARS = 40_000
_MARKED_FENCE = re.compile(r"^([ ]{0,3}(?:`{3,}|~{3,}))[ \t]+(\[\d{1,3}\].{0,40})$", re.MULTILINE)
# Rows without content: a table of a megabyte of them would take a minute.
_EMPTY_ROWS = re.compile(r"^(?:[ \t]*\|[ \t|]*\n){20,}", re.MULTILINE)


def _paragraph(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The rule for paragraphs, of which only the text is kept: the tokens around it took half of a long text's memory."""
    is_read = paragraph(state, start, end, silent)
    if is_read:
        del state.tokens[-1], state.tokens[-2]
    return is_read


def _splitter() -> MarkdownIt:
    """A markdown-it that only splits into blocks: its inline rules are too slow on hostile brackets."""
    splitter = MarkdownIt("commonmark", {"maxNesting": _MAX_DEPTH})
    splitter.core.ruler.disable(["inline", "text_join"])
    splitter.block.ruler.at("paragraph", _paragraph)
    return splitter


_BLOCKS = _splitter().enable("table")
_TABLELESS = _splitter()


def split_blocks(source: str) -> tuple[list[Token], dict[str, str]]:
    """The tokens of its blocks, and the URL of each label that it defines, in lower case.

    A paragraph is one token, its text. Raises ReadError if the text is nested too deeply.
    """
    environment: dict[str, dict[str, dict[str, str]]] = {}
    # A citation on the line of a closing fence would keep the fence open.
    source = _MARKED_FENCE.sub(r"\1\n\2", _EMPTY_ROWS.sub("", source))
    end = _end_of_tables(source)
    tokens = _BLOCKS.parse(source[:end], environment)
    tokens += _TABLELESS.parse(source[end:], environment)
    if any(token.level >= _MAX_DEPTH - 1 for token in tokens):
        raise ReadError("The text is nested too deeply.", code="too_deep")
    references = environment.get("references", {})
    return tokens, {label.casefold(): entry["href"] for label, entry in references.items()}


def _end_of_tables(source: str) -> int:
    """The start of the first line that has more bars than are read, with those before it: from there on a bar is text."""
    if source.count("|") <= _MAX_BARS:
        return len(source)
    bar = next(islice(re.finditer(r"\|", source), _MAX_BARS, None))
    return source.rfind("\n", 0, bar.start()) + 1
