"""Encoding: the bytes of a document become characters."""

from __future__ import annotations

import codecs
import re

from resiliparse.parse.encoding import bytes_to_str, detect_encoding, map_encoding_to_html5

from claims.errors import ReadError

MAX_CHARACTERS = 16_000_000

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}["']?\s{0,5}([\w-]{2,40})""", re.IGNORECASE
)
_META_WINDOW = 4096
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_UNPRINTABLE_SHARE = 0.05
_UNREADABLE_SHARE = 0.02
_SURROGATES = re.compile("[\ud800-\udfff]")


def decode(body: bytes | str, *, charset: str | None = None, is_html: bool = False) -> str:
    """The characters of `body`: byte order mark, then the header's `charset`, then <meta>, then detection.

    The order is that of the HTML standard, 13.2.3; but a name that the bytes contradict is not believed. Raises ReadError for nothing, too much, or binary data.
    """
    text = body if isinstance(body, str) else _decode_bytes(body, charset, is_html=is_html)
    text = _without_surrogates(text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}"))
    if not text.strip():
        raise ReadError("The document is empty.", code="empty")
    if len(text) > MAX_CHARACTERS:
        raise ReadError(f"The document is longer than {MAX_CHARACTERS} characters.", code="too_large")
    if len(_UNPRINTABLE.findall(text, 0, 4096)) > _UNPRINTABLE_SHARE * min(len(text), 4096):
        raise ReadError("The document is binary data, not text.", code="not_text")
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}")


def _without_surrogates(text: str) -> str:
    """Halves of pairs are no characters. Hardly any text has one, and to encode it tells so soonest."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)
    return text


def _decode_bytes(body: bytes, charset: str | None, *, is_html: bool) -> str:
    said = _encoding_of(body, charset, is_html=is_html)
    text = str(bytes_to_str(body, said, errors="replace"))
    if not _is_contradicted(body, said, text):
        return text
    return str(bytes_to_str(body, _detected(body), errors="replace"))


def _is_contradicted(body: bytes, said: str, text: str) -> bool:
    """Whether the bytes can hardly be what they are said to be: too many are none of its characters.

    UTF-16 has a NUL in every ASCII character, in its spaces and line breaks at least.
    """
    if said.startswith("utf-16"):
        return b"\x00" not in body[:_META_WINDOW]
    return text.count("\N{REPLACEMENT CHARACTER}") > _UNREADABLE_SHARE * len(text)


def _encoding_of(body: bytes, charset: str | None, *, is_html: bool) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return encoding
    if declared := _known(charset):
        return declared
    if (
        is_html
        and (meta := _META_CHARSET.search(body, 0, _META_WINDOW))
        and (declared := _known(meta[1].decode("ascii", "ignore")))
    ):
        return "utf-8" if declared.startswith("utf-16") else declared
    return _detected(body)


def _known(charset: str | None) -> str:
    """The encoding that browsers use for this label, "" if Python knows none."""
    try:
        return codecs.lookup(str(map_encoding_to_html5(charset, fallback_utf8=False))).name if charset else ""
    except (LookupError, ValueError, TypeError):
        return ""


def _detected(body: bytes) -> str:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return _known(detect_encoding(body)) or "windows-1252"
    return "utf-8"
