"""Plain: splits a text without markup into blocks. The text itself is not changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from claims.pipeline.documents.aligned_tables import AlignedTable, find_aligned_tables
from claims.pipeline.documents.dates import is_date_line, parse_date
from claims.pipeline.documents.inline import without_tail
from claims.pipeline.documents.source_headings import is_source_heading
from claims.pipeline.documents.source_lists import begins_work
from claims.values import Block, Document, Link

# Lines that are not empty. Both begin at a line's beginning: elsewhere they would be tried at each space of an empty line.
_CHUNK = re.compile(r"^[^\S\n]*+\S[^\n]*(?:\n[^\S\n]*+\S[^\n]*)*", re.MULTILINE)
_LINE = re.compile(r"^[^\S\n]*+\S[^\n]*", re.MULTILINE)
_BULLET = re.compile(r"[ \t]{0,12}(?:[-*•·◦‣▪–]|\(?\d{1,3}[.)、]|\(?[a-z]\))[ \t]+(?=\S)")
_ENTRY = re.compile(r"\s{0,3}(?:\.\.\s)?(?:\[\^?[^\]\s\[]{1,60}\]|[¹²³⁰⁴-⁹]{1,3})\S?\s")
_URL = re.compile(r"https?://[^\s<>\"“”（）【】，。；]{3,2000}")
# The line of signs under (or over) a title of reStructuredText or Markdown
_RULE = re.compile(r"[ \t]*([=\-~^\"'#*+_.:`])\1{2,}[ \t]*")
_SENTENCE_END = re.compile(r"[.!?…。！？:：;；,，][\"'”’)\]]{0,3}(?:\s?\[\d{1,3}\]){0,9}$|\]$")
_FULL_STOP = re.compile(r"(?:[.][\"'”’)]{0,2}|[。][”’」』）]{0,2})(?:\s?\[\d{1,3}\]){0,9}$")
# "… sues the U.S.", "… buys Kestrel Inc.": no full stop of a sentence
_SHORTENED = re.compile(r"(?:\b\w\.\w|\b(?:Inc|Corp|Co|Ltd|Jr|Sr|St|No|etc))\.[\"'”’)]{0,2}$")
_BYLINE = re.compile(
    r"by ([A-Z][\w.'’-]{0,30}(?: [A-Z][\w.'’-]{0,30}){1,3}(?:(?:, | and | & )[A-Z][\w.'’-]{0,30}(?: [A-Z][\w.'’-]{0,30}){1,3}){0,5})",
    re.IGNORECASE,
)
_INNER_SENTENCE = re.compile(r"[.!?。！？][\"”’)]{0,2}\s+[^\W_]|[。！？].")
_MAX_TITLE = 120
_LEAST_SENTENCE_WORDS = 4
_MAX_HEADING_WORDS = 14
_MAX_WRAP = 120
_MIN_WRAP = 40
_METADATA_LINES = 12


def read_plain(text: str) -> Document:
    """Returns the document of a plain text. Its first line is the title if it is a heading, and no
    sentence; date and authors are read from the lines near the top."""
    tables = tuple(find_aligned_tables(text))
    blocks = tuple(_blocks(text, tables))
    lines = [" ".join(text[block.start : block.end].split()) for block in blocks[:_METADATA_LINES]]
    date_line = next((line for line in lines if is_date_line(line)), "")
    byline = next((match for line in lines if len(line) < 200 and (match := _BYLINE.fullmatch(line))), None)
    return Document(
        text,
        title=lines[0][:500] if blocks and blocks[0].kind == "heading" else "",
        authors=tuple(re.split(r", | and | & ", byline[1])) if byline else (),
        published_at=parse_date(date_line) if date_line else None,
        blocks=blocks,
        links=tuple(_links(text)),
        tables=tuple(aligned.table for aligned in tables),
    )


def _links(text: str) -> Iterator[Link]:
    for url in _URL.finditer(text):
        address = without_tail(url[0])
        yield Link(url.start(), url.start() + len(address), address)


def _blocks(text: str, tables: Sequence[AlignedTable]) -> Iterator[Block]:
    section = title = ""
    rows = {line: Block("row", start, end, "", one.head) for one in tables for line, start, end in one.rows}
    heads = {line for one in tables for line in one.above}
    stretches = list(_stretches(text, rows.keys() | heads))
    for first, last in stretches:
        if _RULE.fullmatch(text, first, last) or first in heads:
            continue
        if first in rows:
            yield replace(rows[first], section=section)
            continue
        title = title or text[first:last].strip()
        block = _block(text, first, last, title, section, is_alone=len(stretches) == 1)
        yield block
        if block.kind == "heading":
            section = text[block.start : block.end]


def _block(text: str, first: int, last: int, title: str, section: str, *, is_alone: bool) -> Block:
    """The paragraph, item or heading of a stretch; one that is alone heads nothing."""
    bullet = _BULLET.match(text, first, last)
    kind = "item" if bullet else _kind(text[first:last].strip(), title)
    if is_alone and kind == "heading":
        kind = "paragraph"
    if _is_underlined(text, first, last):
        kind = "heading"
    words = text[bullet.end() if bullet else first : last]
    start = last - len(words.lstrip())
    number = bullet[0].strip(" \t(.)、") if bullet else ""
    return Block(kind, start, start + len(words.strip()), section, (number,) if number.isdigit() else ())


def _kind(words: str, title: str) -> str:
    is_long = len(words) > _MAX_TITLE and _INNER_SENTENCE.search(words)
    is_title = words == title and not is_long and not _is_sentence(words)
    if is_title or is_source_heading(words) or is_date_line(words):
        return "heading"
    if _ENTRY.match(words):
        return "item"
    is_short = len(words) < 150 and len(words.split()) <= _MAX_HEADING_WORDS and "\n" not in words
    is_heading = is_short and not _SENTENCE_END.search(words) and not _URL.search(words)
    return "heading" if is_heading else "paragraph"


def _is_sentence(words: str) -> bool:
    """True if the words end with the full stop of a sentence, as titles do not."""
    if not _FULL_STOP.search(words) or _SHORTENED.search(words):
        return False
    return not words.isascii() or len(words.split()) >= _LEAST_SENTENCE_WORDS


def _is_underlined(text: str, first: int, last: int) -> bool:
    following = _LINE.match(text, last + 1) if text.startswith("\n", last) else None
    return (
        following is not None
        and last - first <= _MAX_TITLE
        and not _SENTENCE_END.search(text[first:last].rstrip())
        and _RULE.fullmatch(following[0]) is not None
    )


def _stretches(text: str, alone: Set[int]) -> Iterator[tuple[int, int]]:
    """Yields paragraphs: wrapped lines are joined, other lines, and those that begin in `alone`, are paragraphs of their own."""
    for chunk in _CHUNK.finditer(text):
        lines = [(line.start(), line.end()) for line in _LINE.finditer(text, chunk.start(), chunk.end())]
        width = max(end - start for start, end in lines)
        first, last = lines[0]
        full = last - first
        for start, end in lines[1:]:
            is_wrapped = _MIN_WRAP <= width <= _MAX_WRAP and _goes_on(text, full, start, end, width)
            is_wrapped = is_wrapped and alone.isdisjoint((start, first))
            if is_wrapped and not begins_work(text[start:end], text[last - full : last]):
                last = end
            else:
                yield first, last
                first, last = start, end
            full = end - start
        yield first, last


def _goes_on(text: str, before: int, start: int, end: int, width: int) -> bool:
    """True if the line at `start` continues a wrapped line: its first word did not fit on the line before."""
    if begins_anew(text, start, end):
        return False
    word = text[start:end].split(maxsplit=1)[0]
    return before + 1 + len(word) > width - 3


def begins_anew(text: str, start: int, end: int) -> bool:
    """Whether a line begins with the sign of an item or an entry, or is a rule."""
    return any(sign.match(text, start, end) for sign in (_BULLET, _ENTRY, _RULE))
