"""Fingerprints: when two texts, names or claims count as the same."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

_TYPOGRAPHY = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "‐": "-",
        "−": "-",
        "–": "-",
        "—": "-",
        "\u00ad": None,
        "\u200b": None,
    }
)


_UNSEEN_CATEGORIES = "ZCM"  # separators, controls and format characters, marks (Unicode, general categories)
_UNSEEN = "\u115f\u1160\u2800\u3164\uffa0"  # fillers, which are letters and signs by their category


def is_blank(text: str) -> bool:
    """Whether a text has nothing that is seen: no characters, or only spaces, zero-width and control characters."""
    return not (any(map(_is_seen, text[:100])) or any(map(_is_seen, set(text))))


def _is_seen(character: str) -> bool:
    return unicodedata.category(character)[0] not in _UNSEEN_CATEGORIES and character not in _UNSEEN


def normalise(text: str) -> str:
    """The text as it counts for sameness: NFKC, case folded, plain quotes and dashes, single spaces."""
    folded = unicodedata.normalize("NFKC", text).translate(_TYPOGRAPHY).casefold()
    return " ".join(folded.split()).strip(" .;,!")


def text_hash(text: str) -> str:
    """SHA-256 of a text, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def body_hash(body: bytes) -> str:
    """SHA-256 of bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(body).hexdigest()


@lru_cache(maxsize=8192)
def name_key(name: str) -> str:
    """The key under which spellings of a name meet: case, spaces and hyphens fold, digits and signs do not."""
    folded = unicodedata.normalize("NFKC", name).translate(_TYPOGRAPHY).casefold()
    return "".join(folded.replace("-", "").replace("_", "").split())


def proposition_key(parts: Sequence[str | Decimal | None]) -> str:
    """One line that stands for a proposition's resolved parts; numbers count by value, not by spelling."""
    return "\x1f".join("" if part is None else _plain(part) for part in parts)


def _plain(part: str | Decimal) -> str:
    if isinstance(part, Decimal):
        return f"{part.normalize():f}"
    return part


def identity_key(text: str, propositions: Sequence[str] | None, *, polarity: str = "asserted") -> str:
    """What makes two claims one: their resolved propositions if all are resolved, else their normalised text.

    What is negated or disputed is never the same claim as what is asserted.
    """
    told = [] if polarity == "asserted" else [polarity]
    if propositions:
        return text_hash("\x1e".join(["propositions", *told, *sorted(set(propositions))]))
    return text_hash("\x1e".join(["text", *told, normalise(text)]))
