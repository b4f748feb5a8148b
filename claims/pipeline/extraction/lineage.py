"""Lineage: what a name is a version or variant of, by its form."""

from __future__ import annotations

import re
from functools import lru_cache

from claims.pipeline.extraction.gazetteer import KnownNames
from claims.pipeline.fingerprint import name_key
from claims.vocabulary import EntityKind

MAX_ANCESTORS = 5
"""Ancestors of a name at most."""

# How a model was sized, tuned, packed or dated: a variant, not a line of its own.
_VARIANT = re.compile(
    r"(?:\d+(?:\.\d+)?x)?\d+(?:\.\d+)?[BbMmTt](?:-?A\d+(?:\.\d+)?B)?|A\d+(?:\.\d+)?B|\d+[Ee]|\d+(?:\.\d+)?[Kk]|\d{4,8}|\d{4}-\d\d-\d\d|\d\d-\d\d|latest|"
    r"instruct|chat|base|it|hf|pt|sft|dpo|thinking|preview|exp|experimental|beta|alpha|gguf|gptq|awq|int[48]|fp8|bf16|v\d+(?:\.\d+)?",
    re.IGNORECASE,
)
_ATTACHED = re.compile(r"(?P<family>[^\W\d_]{2,})(?P<version>\d+(?:\.\d+)*)")
_LETTERED = re.compile(r"(?P<number>\d+(?:\.\d+)*)[a-zA-Z]")
_PARTED = re.compile(r"[ \u00a0/-]")
_VERSIONED = frozenset({EntityKind.MODEL, EntityKind.BENCHMARK, EntityKind.DATASET, EntityKind.PRODUCT})


@lru_cache(maxsize=4096)
def ancestors_of(name: str, kind: EntityKind, known: KnownNames) -> tuple[str, ...]:
    """What `name` belongs to, the nearest first: ("Qwen2.5", "Qwen") of "Qwen2.5-72B-Instruct"; () if nothing.

    An explicit parent in the names file takes precedence. A size, a date, "Instruct" and the like make a variant of what stands before them; a letter
    behind a version ("GPT-4o") makes a variant of that version. Versions belong to their family, never to one another.
    """
    ancestors: list[str] = []
    keys = {name_key(name)}
    while len(ancestors) < MAX_ANCESTORS:
        name = _parent_of(name, kind, known)
        if not name_key(name) or name_key(name) in keys:
            break
        keys.add(name_key(name))
        ancestors.append(name)
    return tuple(ancestors)


def _parent_of(name: str, kind: EntityKind, known: KnownNames) -> str:
    entry = known.entry(name)
    if entry and entry.parent is not None:
        return entry.parent
    if kind is EntityKind.MODEL and not entry:
        return _shorter(name, known)
    above = known.beginning(name)
    return above.name if above and above.kind is kind and kind in _VERSIONED else ""


def _shorter(name: str, known: KnownNames) -> str:
    """A model's name without its last part: its variant, else its line, else its version."""
    parts = _parts(name)
    if len(parts) < 2:
        return _without_version(name, known)
    if not _VARIANT.fullmatch(parts[-1]) and (lettered := _LETTERED.fullmatch(parts[-1])):
        return name.removesuffix(parts[-1]) + lettered["number"]
    cut = len(parts) - 1
    if _VARIANT.fullmatch(parts[-1]):
        while cut > 1 and _VARIANT.fullmatch(parts[cut - 1]) and not (cut == 2 and parts[1][0] in "Vv"):
            cut -= 1
    stem = _joined(name, parts[:cut])
    entry = known.entry(stem)
    return entry.name if entry else stem


def _without_version(word: str, known: KnownNames) -> str:
    """ "Qwen2.5" is a version of Qwen; "o3" of nothing."""
    if (lettered := _ATTACHED.fullmatch(word[:-1])) and word[-1].isalpha():
        return lettered[0]
    attached = _ATTACHED.fullmatch(word)
    entry = known.entry(attached["family"]) if attached else known.family(word)
    return entry.name if entry else attached["family"] if attached else ""


def _parts(name: str) -> list[str]:
    return [part for part in _PARTED.split(name) if part]


def _joined(name: str, parts: list[str]) -> str:
    """The beginning of the name that holds these parts, as written."""
    place = 0
    for part in parts:
        place = name.index(part, place) + len(part)
    return name[:place]
