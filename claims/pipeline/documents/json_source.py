"""JSON sources: the JSON of a page or a file, which is not trusted, without characters that no stored text can have."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

_SUSPECT = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_ESCAPE = re.compile(
    r"\\(?:(?P<bad>u0000)|u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(?P<half>u[dD][89a-fA-F][\da-fA-F]{2})|.)",
    re.DOTALL,
)

# What stands at the end of a text that was cut off: nothing, a string without its end, a part of a number, word or escape.
_LAST_TOKEN = re.compile(r'\s*(?:"(?:[^"\\]|\\.)*\\?|[\w.+\\-]{0,12})\s*', re.DOTALL)


def load_json(source: str, *, number: Callable[[str], Any] | None = None) -> Any:
    """The value of a JSON text. NUL and halves of surrogate pairs become U+FFFD; `number` reads numbers from how they are written.

    Control characters in strings, NaN and infinities (as strings) are accepted. Raises ValueError, and RecursionError if it is
    nested too deeply.
    """
    if _SUSPECT.search(source):
        source = _ESCAPE.sub(_holdable, source)
    return json.loads(source, parse_int=number, parse_float=number, parse_constant=str, strict=False)


def ends_early(source: str) -> bool:
    """Whether a text is JSON, an object or a list, whose end is missing."""
    if source.lstrip()[:1] not in ("{", "["):
        return False
    try:
        json.JSONDecoder(strict=False).raw_decode(source.lstrip())
    except json.JSONDecodeError as error:
        return _LAST_TOKEN.fullmatch(error.doc, error.pos) is not None
    except RecursionError:
        return False
    return False


def _holdable(escape: re.Match[str]) -> str:
    return r"\ufffd" if escape["bad"] or escape["half"] else escape[0]
