"""Name kinds: what a name stands for, by the known names and by its form."""

from __future__ import annotations

import re
from dataclasses import dataclass

from claims.pipeline.extraction.gazetteer import KnownNames
from claims.vocabulary import EntityKind

# What is sold with a model's name on it.
_OFFER = re.compile(
    r" (?:API|APIs|App|CLI|SDK|Desktop|Discord|Enterprise|Extensions?|Plugin|Plus|Search|Store|Studio|Team)$"
)
# What stands behind a benchmark's name: a year or an edition, not a score ("MMLU 82.3").
_SCORE = re.compile(r" \d{1,3}(?:\.\d+)?$")
_EDITION = re.compile(r" (?:\d(?:\.\d)?|(?:19|20)?\d\d)$")


@dataclass(frozen=True, slots=True)
class Mention:
    """One name in a text: `text[start:end]`, the entity's usual spelling, its kind; the maker's name that it begins with, if any."""

    start: int
    end: int
    text: str
    canonical: str
    kind: EntityKind
    maker: Mention | None = None


def classify(text: str, start: int, end: int, known: KnownNames) -> Mention:
    """Returns the name `text[start:end]` with its usual spelling and kind. A model's version is part of its name; a score is not part of a benchmark's."""
    words = text[start:end]
    if entry := known.entry(words):
        return Mention(start, end, words, entry.name, entry.kind)
    if family := known.family(words):
        usual = family.name + words[len(family.name) :] if words.islower() else words
        return Mention(
            start, end, words, usual, EntityKind.PRODUCT if _OFFER.search(words) else EntityKind.MODEL
        )
    above = None if _is_organisation(words) else known.beginning(words)
    if above and above.kind in {EntityKind.BENCHMARK, EntityKind.DATASET, EntityKind.PRODUCT}:
        if (
            above.kind is EntityKind.BENCHMARK
            and (score := _SCORE.search(words))
            and not _EDITION.search(words)
        ):
            return classify(text, start, start + score.start(), known)
        return Mention(start, end, words, words, above.kind)
    return Mention(start, end, words, words, _kind_by_shape(words))


def _kind_by_shape(words: str) -> EntityKind:
    return next((kind for kind, shape in _SHAPES.items() if shape.search(words)), EntityKind.OTHER)


def _is_organisation(words: str) -> bool:
    return _SHAPES[EntityKind.ORGANISATION].search(words) is not None


_SHAPES = {
    EntityKind.MODEL: re.compile(
        r"-\d+(?:\.\d+)?[BM]\b|\b[A-Z]\w*-(?:Instruct|Chat|Base|Coder|Preview|Turbo|Mini)\b|^[KVR]\d(?:\.\d)?\b"
    ),
    EntityKind.ORGANISATION: re.compile(
        r"\w (?:Inc|Corp|Corporation|Company|Ltd|LLC|GmbH|Labs?|University|Institute|Research|Intelligence|Reports|Group|Bank|Ministry|Agency|Association|Foundation|Consulting|Technologies|College|Laborator(?:y|ies)|Hospital|Council|Commission|Committee|Authority|Airlines|Airways|Robotics|Motors|Pharmaceuticals|Therapeutics|Holdings|Partners|Ventures)\b\.?$"
        r"|^(?:University|Institute|Ministry|Bank) of [A-Z]"
        # "Zyphra AI" is a firm, "Generative AI" and "Chinese AI" are not.
        r"|^[A-Z]\w{1,20}(?<!ive)(?<!ic)(?<!al)(?<!ble)(?<!ing)(?<!ed)(?<!ese)(?<!an)(?<!ern)(?<!ent)(?<!ise)(?<!ier)(?<!ish)(?<!ant)(?<!ary)(?<!ous) AI$"
    ),
    EntityKind.BENCHMARK: re.compile(
        r"\w[ -]?(?:Bench|Eval|QA|Arena)(?:[- ](?!\w*\.\w)\w{1,10}|v?\d{1,2})?$"
    ),
}
