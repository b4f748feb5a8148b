"""Name runs: the names in a run of capitalised words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from claims.pipeline.extraction.concepts import is_acronym, is_concept
from claims.pipeline.extraction.cues import cues
from claims.pipeline.extraction.gazetteer import LONGEST_NAME, KnownNames
from claims.pipeline.extraction.lexicon import COMMON_WORDS, FINITE_VERBS, IMPERATIVES
from claims.pipeline.extraction.name_context import DESCRIBING_WORDS, NAMING_WORDS
from claims.pipeline.extraction.name_kinds import Mention, classify
from claims.vocabulary import EntityKind

_TRAILING = re.compile(r"(?:[.·+-]|'s|’s)+$")
# "GPT-4-level" speaks of GPT-4.
_ADJECTIVE = re.compile(
    r"-(?:based|class|compatible|derived|grade|level|like|only|powered|quality|style|trained|tuned|generated)$"
)
_LEADING_VERBS = FINITE_VERBS - NAMING_WORDS
_OFFICES = cues(
    "CEO CTO CFO COO President Chairman Chairwoman Professor Minister Governor Senator Chancellor Mayor"
)
# What goes before an office: "Prime Minister", "Vice President".
_RANKS = cues(
    "Acting Assistant Associate Attorney Chief Defence Defense Deputy Economy Education Energy Environment Executive Finance Foreign Former Health Interim "
    "Interior Justice Labour Managing Prime Trade Transport Vice"
)
_TITLES = frozenset({"Sen.", "Rep.", "Gov.", "Gen.", "Lt.", "Col.", "Capt.", "Sgt.", "Rev.", "Hon."})
_BEFORE_YEARS = frozenset({"after", "before", "by", "during", "from", "in", "since", "until"})
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_MADE = frozenset({EntityKind.MODEL, EntityKind.PRODUCT, EntityKind.BENCHMARK})
# A full stop that ends a word and no sentence: an initial, or one of these.
_ABBREVIATED = re.compile(
    r"(?:^|[ .])(?:[A-Z]|Inc|Corp|Ltd|Co|St|Dr|Mr|Mrs|Ms|Prof|Jr|Sr|No|vs|Sen|Rep|Gov|Gen|Lt|Col|Capt|Sgt|Rev|Hon|Mt|U\.S|U\.K|E\.U)\.$"
)


def read_run(run: str, known: KnownNames, *, keeps_first: bool) -> tuple[Mention, ...]:
    """The names in a run of capitalised words, with their places in it."""
    return tuple(
        mention
        for first, last in _sentences(run, 0, len(run))
        for left, right in _parts(run, first, last, known, keeps_first=keeps_first)
        if (mention := _mention(run, left, right, known))
    )


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A run of capitalised words, parted where a sentence ends in it."""
    for stop in re.finditer(r"\.(?= )", text[start:end]):
        if not _ABBREVIATED.search(text[start : start + stop.end()]):
            yield start, start + stop.start()
            yield from _sentences(text, start + stop.end() + 1, end)
            return
    yield start, end


def _parts(
    text: str, start: int, end: int, known: KnownNames, *, keeps_first: bool
) -> Iterator[tuple[int, int]]:
    """A run of capitalised words without the common words at its ends; a maker apart from what it made."""
    words = [(w.start() + start, w.end() + start) for w in re.finditer(r"[^ \u00a0]+", text[start:end])]
    office = next((i for i, word in enumerate(words) if text[slice(*word)] in _OFFICES), None)
    if office is not None and len(words) > 1:
        runs = filter(None, (_without_ranks(text, words[:office]), words[office + 1 :]))
        for run in runs:
            yield from _parts(text, run[0][0], run[-1][1], known, keeps_first=keeps_first)
        return
    while words and _is_before_name(text, words, known, keeps_first=keeps_first):
        first = words.pop(0)
        # "The First Amendment", "Most New Yorkers": the second capital is not that of the sentence
        keeps_first = keeps_first or text[slice(*first)].casefold() not in NAMING_WORDS
        if text[slice(*first)].casefold() in _BEFORE_YEARS:
            words = _behind_year(text, words)
    while words and _is_common(text[slice(*words[-1])], known):
        words.pop()
    if words:
        yield from _maker_and_made(text, words, known)


def _without_ranks(text: str, words: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The words before an office; none if all of them are its rank: "Prime Minister"."""
    return [] if all(text[slice(*word)] in _RANKS for word in words) else words


def _behind_year(text: str, words: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """ "In 2023 Kenya": the words behind the year."""
    return words[1:] if len(words) > 1 and _YEAR.fullmatch(text[slice(*words[0])]) else words


def _maker_and_made(
    text: str, words: Sequence[tuple[int, int]], known: KnownNames
) -> Iterator[tuple[int, int]]:
    """ "OpenAI o3" are two names, "Google Cloud Next" is one."""
    start, end = words[0][0], words[-1][1]
    line = known.family(text[start:end])
    if line and " " in line.name:  # "Amazon Nova Pro" has its maker's name in its own
        yield start, end
        return
    for (_, maker_end), (made_start, _) in pairwise(words):
        maker = known.entry(text[start:maker_end])
        if maker and maker.kind is EntityKind.ORGANISATION and not known.entry(text[start:end]):
            made = text[made_start:end]
            entry = known.entry(made) or known.family(made) or known.beginning(made)
            if entry and entry.kind in _MADE:
                yield start, maker_end
                yield made_start, end
                return
    yield start, end


def _is_before_name(
    text: str, words: Sequence[tuple[int, int]], known: KnownNames, *, keeps_first: bool
) -> bool:
    """True if the first word is none of the name: "The", "Introduces", or the "New" of "New Claude models"."""
    first = text[slice(*words[0])]
    if len(words) == 1:
        return _is_common(first, known)
    if first in _TITLES:
        return True
    word = first.casefold()
    is_verb = first.istitle() and (word in _LEADING_VERBS or (not keeps_first and word in IMPERATIVES))
    if not is_verb and not _is_common(first, known):
        return False
    if any(known.entry(text[words[0][0] : end]) for _, end in words[1:5]):
        return False
    rest = text[words[1][0] : words[-1][1]]
    return not (keeps_first and word in NAMING_WORDS and _may_follow(rest, word, known))


def _may_follow(rest: str, first: str, known: KnownNames) -> bool:
    """True if these words may be the rest of a name: no known name, and no general term that `first` describes."""
    second = rest.split(" ")[0]
    if known.is_known(second) or known.is_known(rest) or _is_common(second, known):
        return False
    return not is_concept(rest) or not (first in DESCRIBING_WORDS or is_acronym(rest))


def _is_common(word: str, known: KnownNames) -> bool:
    return word.casefold().rstrip(".") in COMMON_WORDS and not known.entry(word)


def _mention(text: str, start: int, end: int, known: KnownNames) -> Mention | None:
    words = text[start:end]
    tail = _TRAILING.search(words)
    if tail and not (words.endswith("+") and known.entry(words)):
        words = words[: tail.start()]
    if (
        not 0 < len(words) <= LONGEST_NAME
        or _is_common(words, known)
        or (is_concept(words) and not known.entry(words))
        or not any(c.isalpha() for c in words)
    ):
        return None
    if adjective := _ADJECTIVE.search(words):
        words = words[: adjective.start()]
        if not known.is_known(words):
            return None
    return classify(text, start, start + len(words), known)
