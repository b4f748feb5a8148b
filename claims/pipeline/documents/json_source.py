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


def load_json(source: str, *, number: Callable[[str], Any] | None = None) -> Any:
    """The value of a JSON text. NUL and halves of surrogate pairs become U+FFFD; `number` reads numbers from how they are written.

    Control characters in strings, NaN and infinities (as strings) are accepted. Raises ValueError, and RecursionError if it is
    nested too deeply.
    """
    if _SUSPECT.search(source):
        source = _ESCAPE.sub(_holdable, source)
    return json.loads(source, parse_int=number, parse_float=number, parse_constant=str, strict=False)


def _holdable(escape: re.Match[str]) -> str:
    return r"\ufffd" if escape["bad"] or escape["half"] else escape[0]
