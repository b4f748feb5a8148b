"""Inline: renders the inline markup of a Markdown paragraph (CommonMark 0.31, sections 6.1-6.9)."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from claims.pipeline.documents.citation_markers import grok_labels, raised_labels
from claims.pipeline.documents.draft import Draft
from claims.pipeline.documents.links import is_note, link_url
from claims.pipeline.documents.listed_markers import is_abbreviation
from claims.values import Reference

_SIGN = re.compile(
    r"""\\(?P<escaped>[!-/:-@\[-`{-~])
    |(?P<code>`{1,3})
    |(?P<image>!(?=\[))
    |(?P<wiki>\[\[(?!\^?\d{1,3}\]\])[^\[\]|]{1,200}(?:\|[^\[\]]{1,200})?\]\](?!\())
    |(?P<note>\^(?=\[[^\]\^]))
    |(?P<literal>\[{4,}|\]{4,})
    |(?P<open>\[)
    |(?P<close>\])
    |<(?P<auto>https?://[^\s<>]{1,2000})>
    |(?P<bare>https?://[^\s<>"`\]（）【】，。；]{3,2000})
    |(?P<comment><!--)
    |<(?P<grok>grok:render)\b[^<>]{0,300}>
    |<(?P<tag>/?[a-zA-Z][a-zA-Z0-9]{0,15})(?P<attributes>(?:\s[^<>]{0,1000})?)/?>
    |(?P<shortcode>\{\{[<%][^{}]{0,2000}[>%]\}\})
    |(?P<entity>&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});)
    |(?P<emphasis>\*{1,3}|~~|(?<![^\W_])_{1,3}|_{1,3}(?![^\W_]))
    """,
    re.VERBOSE,
)
_TARGET = re.compile(
    r"""\(\s{0,3}(?:<(?P<angled>[^<>\n]{0,2000})>|(?P<plain>[^\s()]{0,2000}(?:\([^\s()]{0,500}\)[^\s()]{0,500}){0,5}))"""
    r"""(?:\s{1,3}(?:"[^"]{0,300}"|'[^']{0,300}'|\([^()]{0,300}\)))?\s{0,3}\)"""
)
_RAISED = re.compile(
    r"<sup(?:\s[^<>]{0,200})?>\s{0,3}\[?(\d{1,3}(?:\s?[,–-]\s?\d{1,3}){0,9})\]?\s{0,3}</sup>", re.IGNORECASE
)
_HREF = re.compile(r"""\bhref\s?=\s?["']?([^"'\s<>]{1,2000})""", re.IGNORECASE)
_NOTE_ANCHOR = re.compile(
    r"""<a\s[^<>]{0,300}?\bhref\s?=\s?["']?(?P<href>\#[^"'\s<>]{1,300})[^<>]{0,300}>\s?(?:<sup[^<>]{0,200}>)?\s?"""
    r"""(?P<words>\[?\^?(?P<label>\d{1,3}|[a-z])\]?)\s?(?:</sup>)?\s?</a>""",
    re.IGNORECASE,
)
HIDDEN = re.compile(
    r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden|\shidden(?=[\s=/]|$)", re.IGNORECASE
)
"""A pattern of the attributes of an element that is not shown."""
_VOID = frozenset(("br", "hr", "img", "input", "wbr", "meta", "link"))
_SENTENCE_CLOSES = re.compile(r"\s{0,2}(?:[.;!?\[]|$)")
_NEEDS_NOUN = re.compile(
    r"(?:^|\b(?:the|a|an|by|of|from|to|at|in|on|for|with|per|via|see|and|or|as|is|are|was|were|like|than))\s$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\[?\^?(\d{1,3})\]?")
_RAISED_LETTER = re.compile(r"[a-z]|[ivx]{1,5}")
_MAX_NOTE = 3000
_URL = re.compile(r"https?://[^\s<>\[\]\"“”]{3,2000}")
_LINK_WORDS = re.compile(
    r"\[(?P<text>[^\[\]]*)\]\(https?://[^\s()]*\)|<?https?://\S*?\[(?P<words>[^\[\]]*)\]|<?https?://\S+"
)
_TRAILING = ".,;:!?*_~'\"“”‘’"


@dataclass(slots=True)
class _Open:
    """A link whose text is being written: the end of its text, the offset behind it, its start in the draft."""

    end: int
    resume: int
    url: str
    position: int


@dataclass(slots=True)
class InlineReader:
    """Writes inline Markdown into a draft. Linear in the length of the text: each sign is read once."""

    draft: Draft
    base_url: str = ""
    definitions: Mapping[str, str] = field(default_factory=dict)
    _urls: dict[str, str] = field(default_factory=dict)
    _unclosed: set[str] = field(default_factory=set)
    _source: str = ""
    _pairs: dict[int, int] = field(default_factory=dict)
    _open: list[_Open] = field(default_factory=list)
    _anchor: tuple[int, str] | None = None
    _notes: int = 0

    def write(self, source: str) -> None:
        """Writes the text of one paragraph, item or cell."""
        self._source, self._pairs, self._open, self._anchor = source, _bracket_pairs(source), [], None
        self._unclosed = set()
        written = offset = 0
        while sign := _SIGN.search(source, offset):
            if self._is_literal(sign):
                offset = sign.end()
            else:
                self.draft.write(source[written : sign.start()])
                written = offset = self._read(sign)
        self.draft.write(source[written:])

    def _is_literal(self, sign: re.Match[str]) -> bool:
        """True for a bracket without a partner."""
        if sign.lastgroup == "open":
            return sign.start() not in self._pairs
        if sign.lastgroup == "close":
            return not (self._open and self._open[-1].end == sign.start())
        return sign.lastgroup == "literal"

    def _read(self, sign: re.Match[str]) -> int:
        """Handles one sign; returns the offset to continue at."""
        match sign.lastgroup:
            case "code":
                return self._code(sign)
            case "image":
                return self._image(sign)
            case "open" | "close":
                return self._bracket(sign)
            case "auto" | "bare":
                return self._address(sign)
            case "note":
                return self._note(sign)
            case "comment":
                return self._behind("-->", sign.end())
            case "grok":
                return self._grok(sign)
            case "tag" | "attributes":
                return self._tag(sign)
        self.draft.write(self._shown(sign))
        return sign.end()

    def _note(self, sign: re.Match[str]) -> int:
        """Writes a marker for Pandoc's "^[The note.]"; its entry is the note."""
        closer = self._pairs.get(sign.end())
        words = self._source[sign.end() + 1 : closer] if closer is not None else ""
        is_link = closer is not None and self._source[closer + 1 : closer + 2] in {"(", "["}
        if closer is None or is_link or len(words) > _MAX_NOTE or _NUMBER.fullmatch(words):
            self.draft.write(sign[0])
            return sign.end()
        self._notes += 1
        label = f"note {self._notes}"
        self.draft.mark(f"[{label}]", (label,))
        self.draft.references.append(inline_reference(label, words))
        return closer + 1

    def _grok(self, sign: re.Match[str]) -> int:
        end = self._behind("</grok:render>", sign.end())
        if labels := grok_labels(self._source[sign.end() : min(end, sign.end() + 600)]):
            self.draft.mark(f"[{labels[0]}]", labels)
        return end

    def _shown(self, sign: re.Match[str]) -> str:
        """Returns the visible text of a sign that needs no context."""
        match sign.lastgroup:
            case "escaped":
                return sign["escaped"]
            case "wiki":
                return sign["wiki"][2:-2].rpartition("|")[2]
            case "entity":
                return html.unescape(sign[0])
            case "emphasis":
                return self._emphasis(sign)
        return ""

    def _emphasis(self, sign: re.Match[str]) -> str:
        """Returns "", except for the star in "2 * 3"."""
        before, after = (
            self._source[sign.start() - 1 : sign.start()],
            self._source[sign.end() : sign.end() + 1],
        )
        return "" if before.strip() or after.strip() else sign[0]

    def _code(self, sign: re.Match[str]) -> int:
        end = self._source.find(sign["code"], sign.end(), sign.end() + 500)
        if end < 0:
            self.draft.write(sign[0])
            return sign.end()
        self.draft.write(self._source[sign.end() : end])
        return end + len(sign["code"])

    def _image(self, sign: re.Match[str]) -> int:
        """Skips an image with its description."""
        closer = self._pairs.get(sign.end())
        if closer is None:
            return sign.end()
        target = _TARGET.match(self._source, closer + 1)
        return target.end() if target else sign.end()

    def _bracket(self, sign: re.Match[str]) -> int:
        offset = sign.start()
        if self._open and self._open[-1].end == offset:
            link = self._open.pop()
            self.draft.link(link.position, link.url)
            return link.resume
        closer = self._pairs.get(offset)
        if closer is not None and sign[0] == "[":
            if target := _TARGET.match(self._source, closer + 1):
                href = html.unescape(target["angled"] or target["plain"] or "")
                return self._link(sign.end(), closer, href, target.end())
            if defined := self._definition(sign.end(), closer):
                return self._link(sign.end(), closer, *defined)
        self.draft.write(sign[0])
        return sign.end()

    def _definition(self, start: int, closer: int) -> tuple[str, int] | None:
        """Returns the URL of `[text][name]`, `[name][]` or `[name]` and the offset behind it; None if it is not defined.

        `[1][2]` are two markers, as their writers mean it.
        """
        second = self._pairs.get(closer + 1) if self._source.startswith("[", closer + 1) else None
        is_marker = (
            self._source.startswith("^", start)
            or _NUMBER.fullmatch(self._source, start, closer)
            or self._is_raised_letter(start, closer)
        )
        if second is not None:
            name = self._source[closer + 2 : second] or self._source[start:closer]
            is_word = len(name) > 2 and not (_NUMBER.fullmatch(name) or self._source.startswith("^", start))
            if (url := self._defined_url(name)) and (is_word or not is_marker):
                return url, second + 1
        url = self._defined_url(self._source[start:closer])
        return (url, closer + 1) if url else None

    def _is_raised_letter(self, start: int, closer: int) -> bool:
        """ "<sup>[a]</sup>", "<sup>[a][b]</sup>": True of each."""
        is_letter = _RAISED_LETTER.fullmatch(self._source, start, closer) is not None
        return is_letter and self._source.endswith(("<sup>", "]"), 0, start - 1)

    def _defined_url(self, name: str) -> str | None:
        return self.definitions.get(" ".join(name[:1000].split()).casefold())

    def _link(self, start: int, closer: int, href: str, resume: int) -> int:
        """Starts a link; one whose text is only a label is written as a marker."""
        words = html.unescape(self._source[start:closer])[:90].replace("\\", "").strip()
        number = _NUMBER.fullmatch(words)
        is_named = resume == closer + 1 and self._closes_with(words, start, resume)
        is_raised = self._is_raised_letter(start, closer)
        if number or is_named or is_raised or is_note(href) or (words.startswith("^") and " " not in words):
            self._mark(words, number[1] if number else words.strip("[]^"), href)
            return resume
        self._open.append(_Open(closer, resume, link_url(href, self.base_url), self.draft.position))
        return start

    def _closes_with(self, words: str, start: int, end: int) -> bool:
        """True for `[NHO]` with a definition at the end of a sentence, or behind it: it names its source and is no word of it."""
        before = self._source[max(0, start - 20) : start - 1]
        return (
            is_abbreviation(words)
            and _SENTENCE_CLOSES.match(self._source, end) is not None
            and not _NEEDS_NOUN.search(before)
        )

    def _mark(self, words: str, label: str, href: str) -> None:
        """Writes a marker. A number that already has another URL is no label of this one: its link is kept instead."""
        position = self.draft.position
        words = words if words.startswith("[") else f"[{words}]"
        url = link_url(href, self.base_url)
        is_page = url.startswith(("http://", "https://"))
        if not label or (is_page and self._urls.setdefault(label, url) != url):
            self.draft.mark(words, ())
            self.draft.link(position, url)
        else:
            self.draft.mark(words, (label,))
            if is_page:
                self.draft.references.append(Reference(label, url))

    def _address(self, sign: re.Match[str]) -> int:
        """Writes a bare URL or an autolink."""
        words = sign["auto"] or without_tail(sign["bare"])
        position = self.draft.position
        self.draft.write(words)
        if not self._open:
            self.draft.link(position, words)
        return sign.end() if sign["auto"] else sign.start() + len(words)

    def _tag(self, sign: re.Match[str]) -> int:
        tag, attributes = sign["tag"].lower(), sign["attributes"] or ""
        if tag[0] != "/" and tag not in _VOID and HIDDEN.search(attributes):
            return self._behind(f"</{sign['tag']}>", sign.end())
        if tag == "br":
            self.draft.write(" ")
        elif (
            tag == "a" and (note := _NOTE_ANCHOR.match(self._source, sign.start())) and is_note(note["href"])
        ):
            self._mark(note["words"], note["label"], note["href"])
            return note.end()
        elif tag == "a" and (href := _HREF.search(attributes)):
            self._anchor = (self.draft.position, link_url(html.unescape(href[1]), self.base_url))
        elif tag == "/a" and self._anchor:
            self.draft.link(*self._anchor)
            self._anchor = None
        elif tag == "sup" and (raised := _RAISED.match(self._source, sign.start())):
            return self._superscript(raised)
        return sign.end()

    def _behind(self, closing: str, start: int) -> int:
        """Returns the offset behind the next `closing`, `start` if there is none. An absent one is searched only once."""
        end = -1 if closing in self._unclosed else self._source.find(closing, start)
        if end < 0:
            self._unclosed.add(closing)
            return start
        return end + len(closing)

    def _superscript(self, raised: re.Match[str]) -> int:
        """Writes superscript digits as a marker or an exponent."""
        if labels := raised_labels(raised[1], self.draft.tail):
            self.draft.mark(f"[{raised[1]}]", labels)
        else:
            self.draft.write(raised[1])
        return raised.end()


def _bracket_pairs(source: str) -> dict[int, int]:
    """Returns the offset of the closing bracket for each opening one that has a partner."""
    pairs, open_brackets = {}, []
    for bracket in re.finditer(r"\\.|[\[\]]", source):
        if bracket[0] == "[":
            open_brackets.append(bracket.start())
        elif bracket[0] == "]" and open_brackets:
            pairs[open_brackets.pop()] = bracket.start()
    return pairs


def inline_reference(label: str, words: str) -> Reference:
    """Returns the entry that a note within a sentence is: its first URL and its other words."""
    url = _URL.search(words)
    title = _LINK_WORDS.sub(lambda link: link["words"] or link["text"] or "", words)
    return Reference(
        label, without_tail(url[0]) if url else None, " ".join(title.split()).strip(" ,.;:")[:500]
    )


def without_tail(url: str) -> str:
    """Returns a bare URL without trailing punctuation (GFM, section 6.9)."""
    url = url.rstrip(_TRAILING)
    while url.endswith(")") and url.count(")") > url.count("("):
        url = url[:-1].rstrip(_TRAILING)
    return url
