"""Shown source: what of a page's HTML or XML does not say what it seems to once its elements are gone: struck and hidden text, raised notes, feeds."""

from __future__ import annotations

import html
import re

from claims.pipeline.documents.wrapped_lines import join_wrapped

MAX_STRUCK = 5000
"""Longer text is not taken for struck: a whole page may stand in one such element."""

# Tabs and lists of a page are hidden until a reader opens them; a paragraph is hidden in the place of removing it.
_PARAGRAPHS = ("p", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6")
_HIDING = (
    '[hidden]:not([hidden="until-found" i])',
    *(
        f'[style*="{name}:{space}{value}" i]'
        for name, value in (("display", "none"), ("visibility", "hidden"))
        for space in ("", " ")
    ),
)
HIDDEN_PARAGRAPHS = [tag + hiding for tag in _PARAGRAPHS for hiding in _HIDING]
"""CSS selectors of the paragraphs and headings of a page that it hides itself."""

_STRIKE = re.compile(r"<(?P<end>/?)(?:s|strike|del)(?=[\s>])[^<>]{0,500}>", re.IGNORECASE)
# A raised number behind a word or a full stop, or one that is a link, is a note; behind a unit it is a power.
_NOTE = re.compile(
    r"(?P<before>(?<![a-z])(?:feet|foot|miles?|inch(?:es)?|met(?:re|er)s?|yards?)|[a-zà-ÿ]{3}(?:</(?:a|b|i|em|strong|span)>)?|[.,;:!?)”\"’'。，])?"
    r"(?P<link><a\s[^<>]{0,500}>)?<sup(?:\s[^<>]{0,300})?>\s{0,5}(?P<inner><a\s[^<>]{0,500}>)?\s{0,5}(?P<digits>\d{1,3}(?:\s?,\s?\d{1,3}){0,9})\s{0,5}(?P<inner_end></a>)?\s{0,5}</sup>(?P<link_end></a>)?",
    re.IGNORECASE,
)
_POWERED = re.compile(r"(?:feet|foot|miles?|inch(?:es)?|met(?:re|er)s?|yards?)\Z", re.IGNORECASE)
_XML = re.compile(r"\s{0,100}(?:<\?xml\b|<(?:rss|feed|rdf:rdf|urlset|sitemapindex)[\s>])", re.IGNORECASE)
_HTML_ROOT = re.compile(r"<(?:html|!doctype\s+html|svg|math)\b", re.IGNORECASE)
_ROOT_WINDOW = 2000
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|bdi|cite|code|em|font|i|kbd|mark|q|s|small|span|strong|sub|sup|time|u|var)(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)
_BR = re.compile(r"<br\b[^<>]{0,300}>\n?", re.IGNORECASE)
_TAG = re.compile(r"<[!?/a-zA-Z][^<>]{0,4000}>")
_BLANK = re.compile(r"[^\S\n]*\n\s*")


def without_struck(source: str) -> str:
    """The source without the text in `<s>`, `<strike>` and `<del>`, up to `MAX_STRUCK` characters in one of them."""
    kept: list[str] = []
    place, depth, start = 0, 0, 0
    for tag in _STRIKE.finditer(source):
        if not tag["end"]:
            start = start if depth else tag.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth and tag.end() - start <= MAX_STRUCK:
                kept.append(source[place:start])
                place = tag.end()
    return "".join([*kept, source[place:]])


def mark_notes(source: str) -> str:
    """The source with the raised numbers of notes in brackets: "repairs<sup>1</sup>" is no "repairs1", and 2024 no 20241."""
    return _NOTE.sub(_mark, source)


def is_feed(source: str) -> bool:
    """Whether a source is XML other than XHTML: RSS, Atom and the like."""
    return bool(_XML.match(source)) and not _HTML_ROOT.search(source, 0, _ROOT_WINDOW)


def feed_text(source: str) -> str:
    """The text of XML, an element a line. HTML within it, escaped or in CDATA, is text too."""
    text = html.unescape(_plain(_CDATA.sub("", source)))
    return _BLANK.sub("\n", join_wrapped(html.unescape(_plain(text)))).strip()


def _plain(text: str) -> str:
    """The text of markup, with an empty line for each element that is no part of a line."""
    return _TAG.sub("\n\n", _BR.sub("\n", _INLINE_TAG.sub("", text)))


def _mark(note: re.Match[str]) -> str:
    before = note["before"] or ""
    is_link = bool(note["link"] or note["inner"])
    if not is_link and (not before or _POWERED.search(before)):
        return note[0]
    link, link_end = note["link"] or "", note["link_end"] or ""
    return f"{before}{link}[{note['digits']}]{link_end}"
