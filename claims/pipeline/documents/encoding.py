"""Encoding: decodes the bytes of a document."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

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
_UNREADABLE_SHARE = 0.1
_MULTIBYTE = frozenset(
    (
        "gbk",
        "gb18030",
        "gb2312",
        "big5",
        "big5hkscs",
        "shift_jis",
        "cp932",
        "euc_jp",
        "iso2022_jp",
        "euc_kr",
        "cp949",
    )
)
_MIN_SEQUENCES = 6
_SURROGATES = re.compile("[\ud800-\udfff]")


def decode(body: bytes | str, *, charset: str | None = None, is_html: bool = False) -> str:
    """Decodes `body` by its byte order mark, else the header's `charset`, else <meta>, else detection.

    This is the order of the HTML standard, 13.2.3, but an encoding that the bytes contradict is skipped: bytes that are UTF-8 are read as such.
    Raises ReadError if the body is empty, too large or binary.
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
    """Replaces lone surrogates. Encoding the text is the fastest test for them."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)
    return text


def _decode_bytes(body: bytes, charset: str | None, *, is_html: bool) -> str:
    for encoding in dict.fromkeys(_declared(body, charset, is_html=is_html)):
        text = str(bytes_to_str(body, encoding, errors="replace", fallback_encodings=()))
        if not _is_contradicted(body, encoding, text):
            return text
    return str(bytes_to_str(body, _detected(body), errors="replace", fallback_encodings=()))


def _is_contradicted(body: bytes, declared: str, text: str) -> bool:
    """True if too many of the characters that are not ASCII are invalid in the declared encoding, or the bytes are UTF-8.

    UTF-16 text has NUL bytes, at least in its spaces and line breaks. Text in another encoding is not valid as UTF-8,
    but for a word or two of those that have several bytes a character.
    """
    if declared.startswith("utf-16"):
        return b"\x00" not in body[:_META_WINDOW]
    if declared != "utf-8":
        least = _MIN_SEQUENCES if declared in _MULTIBYTE else 1
        return _utf8_sequences(body) >= least or _has_invalid(text)
    return _has_invalid(text)


def _utf8_sequences(body: bytes) -> int:
    """The characters of the body that are not ASCII if all of it is UTF-8, else 0. A last character may be cut off."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(body)
    except UnicodeDecodeError:
        return 0
    return len(text) - len(text.encode("ascii", "ignore"))


def _has_invalid(text: str) -> bool:
    invalid = text.count("\N{REPLACEMENT CHARACTER}")
    return invalid > 0 and invalid > _UNREADABLE_SHARE * (len(text) - len(text.encode("ascii", "ignore")))


def _declared(body: bytes, charset: str | None, *, is_html: bool) -> Iterator[str]:
    """Yields the encodings that the document is declared to have, the most reliable first."""
    yield from (encoding for mark, encoding in _BYTE_ORDER_MARKS if body.startswith(mark))
    if declared := _python_name(charset):
        yield declared
    meta = _META_CHARSET.search(body, 0, _META_WINDOW) if is_html else None
    if meta and (declared := _python_name(meta[1].decode("ascii", "ignore"))):
        yield "utf-8" if declared.startswith("utf-16") else declared


def _python_name(charset: str | None) -> str:
    """Returns Python's name of the encoding that browsers use for this label, "" if it has none."""
    try:
        return codecs.lookup(str(map_encoding_to_html5(charset, fallback_utf8=False))).name if charset else ""
    except (LookupError, ValueError, TypeError):
        return ""


def _detected(body: bytes) -> str:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return _python_name(detect_encoding(body)) or "windows-1252"
    return "utf-8"
