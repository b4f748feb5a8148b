"""Wrapped lines: the text of a source with the lines joined that were broken to fit a width."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from claims.pipeline.documents.plain import begins_anew

MARK = "\U0010fffd"
"""Stands in a page's text behind each line break that the page has in its text itself: `<br>`, or a line of `<pre>`."""

_MAX_LINES = 200_000
_MAX_WRAP = 120
_MIN_WRAP = 40
_MIN_UNSPACED_WRAP = 24
_SLACK = 3
_FULL_SHARE = 0.8
_BR = re.compile(r"<br\b[^<>]{0,300}>", re.IGNORECASE)
_EDGES_OF_PRE = re.compile(r"(</?pre\b)", re.IGNORECASE)
_MARGIN = "> \t"
_ITEM = re.compile(
    r"o {1,4}(?=\S)|#{1,6} |[・●○■□◆◇▼▲※①-⑳]|[（(]?[0-9０-９一二三四五六七八九十]{1,3}[)）、．]"
)
_HEADING = re.compile(r"#{1,6} ")
_SENTENCE_END = re.compile(r"[.!?…。！？:：;；]['\"”’»)\]」』]{0,3}$")
_UNSPACED = "\u3000-\u30ff\u3400-\u9fff\uff00-\uffef"
# "Rail freight 112 12%": of two lines that end so, each is a row.
_ROW_END = re.compile(r"(?:^|\s)\S{0,20}\d[%)\]]{0,2}$")
# "Kestrel-2   71.4", "Kestrel-2 | 71.4", "Kestrel-2,71.4,65.2"; behind a full stop are two spaces of a typist.
_CELLS = re.compile(
    r"\w[%)\]*]? {2,}\S|\S\u3000{2,}\S|\S\u3000\S{1,30}\u3000\S|\S {3,}\S|\t|[ |]\||\|[ |]"
    rf"|(?![^\n]{{0,99}}[{_UNSPACED}])[^\W\d]\S{{0,99}}[,;][^\s,;]{{1,99}}[,;][^\s,;]"
    rf"|[{_UNSPACED}]\d{{0,9}}[,;](?!\d{{3}}(?!\d))[^\s,;]{{1,99}}[,;](?!\d{{3}}(?!\d))[^\s,;]"
)
_CODE = re.compile(
    r"[{}\\]$|[=)\]];$|^(?:[$%#] |//|/\*|--?[a-z]|@\w|#\w|import |from \S+ import|def |class \w+[(:]|return\b)"
    r"|[\w)\]] (?:==|!=|:=|=>|->|&&|\|\||[+*/-]=) |[a-z_]\((?!(?:e?s|\d)\))|^\w+ = |[a-z]=[\"'{\[(\w]|</?[a-z]+[ >]"
)
# "Subject: …", "of which ships: …", "2026-01-03 12:00 …": lines that begin so are a list of their own.
_FORM = re.compile(
    r"(?P<key>(?:[\w()/-]{1,30} ){0,8}[\w()/-]{1,30}:\s)|(?P<stamp>[\[(]?\d{1,4}[-./:]\d{1,2}[-./:]\d)"
)
_STOP = re.compile("[。、，；！？．]")
_LATIN_LETTERS = re.compile("[A-Za-z]")
_UNSPACED_LETTERS = re.compile(f"[{_UNSPACED}]")
_FIRST = re.compile(rf"[{_UNSPACED}]|[^\s{_UNSPACED}]{{1,{_MAX_WRAP}}}")
_SEAM = re.compile(rf"[{_UNSPACED}]\n|\n[{_UNSPACED}]|\w-\n[^\W\dA-Z]")
# A number that a line of such a script breaks: "20" / "26年".
_BROKEN_NUMBER = re.compile(r"[\d.,]\n[\d.,%]")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line: how often it is quoted, its indentation behind the signs of that, and its words."""

    whole: str
    quotes: int
    indent: str
    words: str
    width: int
    is_unspaced: bool

    @property
    def is_long(self) -> bool:
        """Whether a line of this width may have been wrapped; one of a script without spaces may be half as wide."""
        return self.width >= (_MIN_UNSPACED_WRAP if self.is_unspaced else _MIN_WRAP)


def mark_breaks(source: str) -> str:
    """The HTML with `MARK` behind its own line breaks."""
    parts = _EDGES_OF_PRE.split(source.replace(MARK, ""))
    for i in range(2, len(parts), 2):
        if not parts[i - 1].startswith("</"):
            parts[i] = parts[i].replace("\n", f"\n{MARK}")
    return _BR.sub(rf"\g<0>{MARK}", "".join(parts))


def join_marked(text: str) -> str:
    """The text of a page whose breaks are marked: wrapped lines joined, the marks left out."""
    return join_wrapped(text, mark=MARK).replace(MARK, "") if MARK in text else text


def join_wrapped(text: str, *, mark: str = "") -> str:
    """The text with each wrapped line joined to the line before; with a `mark`, only lines that begin with it may be.

    A line was wrapped if its sentence goes on in lower case below, or if the next word did not fit in the width of lines
    that were. Items, headings, rows, code and short lines stay as they are, as do texts of more than 200,000 lines.
    """
    if text.count("\n") > _MAX_LINES:
        return text
    groups = list(_groups(text, mark))
    widths = [_width(group) for group in groups]
    usual = max(widths, default=0)
    if not usual:
        return text
    return "\n".join(
        line for group, width in zip(groups, widths, strict=True) for line in _joined(group, width or usual)
    )


def _groups(text: str, mark: str) -> Iterator[list[_Line]]:
    """The lines between which nothing stands, as far as they are quoted alike."""
    group: list[_Line] = []
    for whole in text.split("\n"):
        line = _read_line(whole, mark)
        is_next = group and bool(line.words) is bool(group[-1].words) and line.quotes == group[-1].quotes
        if group and not (is_next and mark in whole):
            yield group
            group = []
        group.append(line)
    yield group


def _read_line(whole: str, mark: str) -> _Line:
    whole = whole.replace(mark, "") if mark else whole
    words = whole.lstrip(_MARGIN)
    margin, words = whole[: len(whole) - len(words)], words.rstrip()
    indent = margin.rpartition(">")[2]
    width = _columns(indent.expandtabs()) + _columns(words)
    is_unspaced = len(_UNSPACED_LETTERS.findall(words)) > len(_LATIN_LETTERS.findall(words))
    return _Line(whole, margin.count(">"), indent, words, width, is_unspaced)


def _columns(words: str) -> int:
    if words.isascii():
        return len(words)
    return len(words) + sum(unicodedata.east_asian_width(letter) in "WF" for letter in words)


def _width(group: Sequence[_Line]) -> int:
    """The width that lines were wrapped to; 0 if none shows that it was."""
    if _begins_small(group[0]):
        return 0
    widest = max((line.width for line in group if line.width <= _MAX_WRAP), default=0)
    if not _are_full(group, widest):
        return 0
    pairs = pairwise(group)
    return widest if any(_may_join(*pair) and _goes_on(*pair, widest) for pair in pairs) else 0


def _are_full(group: Sequence[_Line], width: int) -> bool:
    """Whether most lines of a script without spaces reach the width, and narrow ones have stops, as those of a list do not."""
    if width < _MIN_WRAP and not any(_STOP.search(line.words) for line in group):
        return False
    before = [line for line in group[:-1] if line.is_unspaced and not _SENTENCE_END.search(line.words)]
    full = sum(line.width > width - 2 * _SLACK for line in before)
    return full >= _FULL_SHARE * len(before)


def _joined(group: Sequence[_Line], width: int) -> Iterator[str]:
    first, stretch = 0, [group[0].whole]
    for i in range(1, len(group)):
        before, line = group[i - 1], group[i]
        is_aligned = line.indent == before.indent or i - first == 1
        is_wrapped = _is_full(before, line, width) or (
            _goes_on(before, line, width) and not _begins_small(group[first])
        )
        if is_wrapped and is_aligned and _may_join(before, line) and not _is_alike(group[first], line):
            seam = f"{before.words[-2:]}\n{line.words[:1]}"
            is_seamless = _SEAM.search(seam) or (before.is_unspaced and _BROKEN_NUMBER.search(seam))
            stretch[-1] = stretch[-1].rstrip()
            stretch += [line.words] if is_seamless else [" ", line.words]
        else:
            yield "".join(stretch)
            first, stretch = i, [line.whole]
    yield "".join(stretch)


def _goes_on(before: _Line, line: _Line, width: int) -> bool:
    """Whether a sentence goes on from a line to the next."""
    letter = line.words[:1]
    if not before.is_long or _SENTENCE_END.search(before.words):
        return False
    is_caseless = before.is_unspaced or (letter.isalpha() and letter.lower() == letter.upper())
    return letter.islower() or (is_caseless and _is_full(before, line, width))


def _is_full(before: _Line, line: _Line, width: int) -> bool:
    """Whether the first word of a line did not fit on the line before."""
    word = _FIRST.match(line.words)
    first = word[0] if word else ""
    first = first[:1] if before.is_unspaced else first
    return before.is_long and before.width + _columns(first) + 1 > width - _SLACK


def _may_join(before: _Line, line: _Line) -> bool:
    """Whether two lines may be one: neither is an item's beginning behind the other, a heading, a row, a rule or code."""
    if max(before.width, line.width) > _MAX_WRAP or _HEADING.match(before.words):
        return False
    if _ITEM.match(line.words) or begins_anew(line.words, 0, len(line.words)):
        return False
    if _ROW_END.search(before.words) and _ROW_END.search(line.words):
        return False
    return not any(_is_no_prose(words) for words in (before.words, line.words))


def _is_no_prose(words: str) -> bool:
    item = _ITEM.match(words)
    said = words[item.end() :] if item else words
    has_letter = any(map(str.isalnum, said[:_MAX_WRAP]))
    return not has_letter or _CELLS.search(said) is not None or _CODE.search(said) is not None


def _is_alike(first: _Line, line: _Line) -> bool:
    """Whether a line begins in the form that its stretch began in: with a key, or a date."""
    one, other = _FORM.match(first.words), _FORM.match(line.words)
    return one is not None and other is not None and one.lastgroup == other.lastgroup


def _begins_small(line: _Line) -> bool:
    """Whether a line begins in lower case, as the lines of a list do and texts do not."""
    return line.words[:1].islower() and not _ITEM.match(line.words)
