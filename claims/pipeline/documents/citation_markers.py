"""Citation markers: finds the signs in a text that refer to its sources: "[3]", "[3-5]", "[^name]", superscripts, signs of AI tools."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from claims.values import Block, Marker

_LIST = r"\d{1,3}(?:[ \u00a0]{0,2}[,;，、–—-][ \u00a0]{0,2}\d{1,3}){0,30}"
_PAGES = r"(?:,?[ \u00a0]{0,2}pp?\.[ \u00a0]?\d[\d–-]{0,11})"
_PLACED = rf"\d{{1,3}}{_PAGES}?(?:[ \u00a0]{{0,2}}[,;，、–—-][ \u00a0]{{0,2}}\d{{1,3}}{_PAGES}?){{0,30}}"
_WRITTEN = re.compile(
    rf"""(?=[\[［【¹²³⁰⁴-⁹\ue200fc:<~\\])(?:
    [\[［【](?P<numbers>{_PLACED})[\]］】](?!\()(?:__?(?!\w))?                # [3], [3, 5-7], reST's [3]_
    |\[\^(?P<name>[^\]\s\[]{{1,80}})\](?!:)                                    # [^name], [^1_2], [^1^]
    |(?<!\w)\[(?P<rest>\#?[A-Za-z][\w.-]{{0,60}}|[*\#])\]__?(?![\w\]])                # reST's [#name]_, [CIT2002]_
    |(?P<raised>[¹²³⁰⁴-⁹]{{1,3}}(?:[,⁻\u02d2][¹²³⁰⁴-⁹]{{1,3}}){{0,9}})
    |[【\[](?P<dagger>\d{{1,3}}(?::\d{{1,3}})?|turn\d{{1,3}}[a-z]{{2,12}}\d{{1,3}})†[^【】\[\]\n]{{0,120}}[】\]]  # 【8†source】, 【4:0†L3-L9】
    |【(?P<turn>turn\d{{1,3}}[a-z]{{2,12}}\d{{1,3}})】
    |\[(?P<pandoc>(?:(?:see|see\ also|cf\.|e\.g\.,?)\ )?-?@[^\W_][^\[\]\n]{{0,300}})\](?!\()   # Pandoc's [@name, p. 4; @other]
    |\[REF\](?P<ref>{_LIST})\[/REF\]
    |[【\[](?P<silent>(?i:citation[ ]needed|source|sources|link|ref))[】\]](?![(\[])
    |(?P<directive>:\w{{0,20}}[cC]it\w{{0,20}}\[[^\]\n]{{0,60}}\]\{{[^{{}}\n]{{0,200}}\}})           # :antCitation[]{{citations="…"}}
    |\[(?i:cite|citation|cit|ref|source|sources)\s?[:_]\s{{0,2}}(?P<cite>{_LIST})\]   # [cite: 1, 2], [citation:3]
    |\ue200\w{{1,20}}(?P<turns>(?:\ue202[^\ue200-\ue204]{{0,300}}){{0,20}})\ue201      # private-use signs around cite…turn0search3
    |(?:file)?cite(?P<bare>(?:turn\d{{1,3}}[a-z]{{2,12}}\d{{1,3}}(?:L\d{{1,6}}(?:-L\d{{1,6}})?)?)+)                # the same, signs lost
    |:?contentReference\[(?P<oaicite>oaicite:\d{{1,3}})\](?:\{{index=\d{{1,3}}\}})?
    |~?\\(?:[cC]ite(?:p|t|alp|alt|author|year)?|(?:paren|foot|auto|text)cite)s?\*?(?:\[[^\]\n]{{0,80}}\]){{0,2}}\{{(?P<keys>[\w:./+-]{{1,80}}(?:\s?,\s?[\w:./+-]{{1,80}}){{0,20}})\}}  # LaTeX
    |<grok:render\b[^<>]{{0,300}}>(?P<grok>\s{{0,9}}(?:<argument[^<>]{{0,99}}>[^<>]{{0,99}}</argument>\s{{0,9}}){{0,5}})</grok:render>
    )
    """,
    re.VERBOSE,
)
_PAGES_OF = re.compile(_PAGES)
_AT_KEY = re.compile(r"(?<![\w@])@(\w(?:[\w:./+-]{0,80}\w)?)")
_NUMBERS = re.compile(r"(\d+)(?:\s*[–—-]\s*(\d+))?")
_TURN = re.compile(r"turn\d{1,3}[a-z]{2,12}\d{1,3}")
_GROK_ID = re.compile(r"""name="citation_id">\s{0,3}(?:["'])?(\d{1,4})""")
_RAISED_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_MAX_RANGE = 40
# "10³", "km²", "CO₂ m³": superscript digits that are exponents
_POWER = re.compile(
    r"(?:\d|(?:^|[\s(/·*])(?:[a-zA-ZµμΩ]|[kcdmnpµμ]m|ft|in|yd|mi|cc|kg|ms|km|ha|hm|CO|log|sin|cos|tan)|\^)$"
)
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d$")


def labels_of(numbers: str) -> tuple[str, ...]:
    """Returns the labels in "3, 5-7"; () if it is no list of labels ("0", "7-3", "1-900")."""
    labels: list[str] = []
    for first, last in _NUMBERS.findall(numbers):
        low, high = int(first), int(last or first)
        if not 0 < low <= high < low + _MAX_RANGE:
            return ()
        labels.extend(str(number) for number in range(low, high + 1))
    return tuple(labels)


def raised_labels(digits: str, before: str) -> tuple[str, ...]:
    """Returns the labels of superscript digits that follow `before`; () if they are an exponent."""
    is_power = _POWER.search(before[-6:]) and not _YEAR.search(before[-6:])
    return () if is_power else labels_of(digits.translate(_RAISED_DIGITS))


def grok_labels(content: str) -> tuple[str, ...]:
    """Returns the label in the content of a `<grok:render>` element."""
    citation = _GROK_ID.search(content)
    return (citation[1],) if citation else ()


def find_markers(
    text: str, blocks: Iterable[Block], from_markup: Iterable[Marker] = ()
) -> tuple[Marker, ...]:
    """Returns all markers in reading order: those that the reader took `from_markup` and those written in the text."""
    markers = {marker.start: marker for marker in from_markup}
    covered = {offset for marker in markers.values() for offset in range(marker.start, marker.end)}
    for block in blocks:
        if block.kind != "code":
            markers.update((m.start, m) for m in _written(text, block) if m.start not in covered)
    return tuple(_numbered(markers[start] for start in sorted(markers)))


def _numbered(markers: Iterable[Marker]) -> Iterator[Marker]:
    """The markers, those of reST's "[#]_" with the labels of the entries "[#]" in their order: "#", "# (2)"."""
    unnamed = 0
    for marker in markers:
        unnamed += marker.labels == ("#",)
        yield replace(marker, labels=(nth_label("#", unnamed),)) if marker.labels == ("#",) else marker


def nth_label(label: str, number: int) -> str:
    """Returns the label of one of several notes that have the same: "#", "# (2)"."""
    return label if number == 1 else f"{label} ({number})"


def _written(text: str, block: Block) -> Iterator[Marker]:
    for sign in _WRITTEN.finditer(text, block.start, block.end):
        labels = _labels(text, sign)
        if labels is not None:
            yield Marker(sign.start(), sign.end(), labels)


def _labels(text: str, sign: re.Match[str]) -> tuple[str, ...] | None:
    """The labels of a sign, () if it has none, None if it is no marker."""
    match sign.lastgroup:
        case "numbers":
            return labels_of(_PAGES_OF.sub("", sign["numbers"])) or None
        case "cite" | "ref":
            return labels_of(sign[sign.lastgroup]) or None
        case "pandoc":
            return tuple(dict.fromkeys(_AT_KEY.findall(sign["pandoc"])))
        case "keys":
            return tuple(dict.fromkeys(key.strip() for key in sign["keys"].split(",")))
        case "raised":
            before = text[max(0, sign.start() - 6) : sign.start()]
            return raised_labels(sign["raised"], before) or None
        case "name":
            return (sign["name"].rstrip("^") or "^",)
        case "rest" | "dagger" | "turn" | "oaicite":
            return (sign[sign.lastgroup],)
        case "turns" | "bare":
            return tuple(dict.fromkeys(_TURN.findall(sign[0])))
        case "grok":
            return grok_labels(sign["grok"])
    return ()
