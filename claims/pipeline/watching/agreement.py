"""Agreement: whether a claim that has the words of a sentence says the same, and how alike the two are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from claims.pipeline.fingerprint import name_key, normalise
from claims.pipeline.watching.figures import figures_of
from claims.vocabulary import Polarity, Relation

_PERCENT = re.compile(r"(?<=\d)\s{0,3}per\s{0,3}cent\b", re.IGNORECASE)
_NEGATION = re.compile(
    r"\b(?:not|never|no|cannot|neither|nor|without|fails?|failed)\b|n['’]t\b", re.IGNORECASE
)
_TOKEN = re.compile(r"[^\W_](?:[\w.+'’-]*[\w+])?")
_DIGIT = re.compile(r"\d")
_PER_CENT = re.compile(r"\s?%")


@dataclass(frozen=True, slots=True)
class SaidComparison:
    """A comparison in one direction: subject and object are the keys of their names."""

    subject: str
    relation: str
    other: str


@dataclass(frozen=True, slots=True)
class Saying:
    """What a text says as far as it was read: its polarity (None: not read) and its comparisons."""

    text: str
    polarity: Polarity | None = None
    comparisons: frozenset[SaidComparison] = frozenset()

    @property
    def stated_polarity(self) -> Polarity:
        """The polarity; of a text that was not read, whether one of its words denies."""
        return self.polarity or polarity_in_words(self.text)


def plain_percent(text: str) -> str:
    """The text with "%" for "percent" behind a number."""
    return _PERCENT.sub("%", text)


def is_same_text(one: str, other: str) -> bool:
    """Whether two texts differ in case, spaces, quotes and dashes, final punctuation or the spelling of "%" alone."""
    return normalise(plain_percent(one)) == normalise(plain_percent(other))


def in_one_direction(subject: str, relation: str, other: str) -> SaidComparison:
    """The comparison. "A underperforms B" is "B outperforms A", "A matches B" is "B matches A"."""
    first, second = name_key(subject), name_key(other)
    if relation == Relation.UNDERPERFORMS:
        return SaidComparison(second, Relation.OUTPERFORMS, first)
    if relation == Relation.MATCHES:
        first, second = sorted((first, second))
    return SaidComparison(first, relation, second)


def polarity_in_words(text: str) -> Polarity:
    """Negated if a word denies."""
    return Polarity.NEGATED if _NEGATION.search(text) else Polarity.ASSERTED


def says_the_same(sentence: Saying, claim: Saying) -> bool:
    """Whether a claim that has all words of a sentence, its figures and its versions of names says what it says: the
    polarity is the sentence's, and what is compared is compared in its direction."""
    return sentence.stated_polarity == claim.stated_polarity and _is_directed_alike(sentence, claim)


def has_figures_and_versions(sentence: str, claim: str) -> bool:
    """Whether every figure of a sentence is one of the claim, and its names with a version are names of the claim."""
    return _has_versions(sentence, claim) and _has_figures(sentence, claim)


def similarity(one: str, other: str) -> float:
    """How alike two texts are, from 0 to 1: the letters that their words share, whatever the order of the words."""
    first, second = (normalise(plain_percent(text)) for text in (one, other))
    return fuzz.token_sort_ratio(first, second) / 100


def _has_figures(sentence: str, claim: str) -> bool:
    """Whether every figure of a sentence is one of the claim."""
    return set(figures_of(sentence)) <= set(figures_of(claim))


def _has_versions(sentence: str, claim: str) -> bool:
    """Whether the names with a version are names of the claim, alone or with the word that stands behind them.

    "Qwen2.5" is no name of a claim about "Qwen2.5-Max" or "Qwen2.5 Max".
    """
    names = _versions(claim)
    return all(followers & names.get(key, frozenset()) for key, followers in _versions(sentence).items())


def _versions(text: str) -> dict[str, set[str]]:
    """The names with a version ("GPT-4o", "Claude 3"), each with the names that stand directly behind it; "" where none does."""
    tokens = list(_TOKEN.finditer(text))
    versions: dict[str, set[str]] = defaultdict(set)
    for before, token, following in zip([None, *tokens], tokens, [*tokens[1:], None], strict=False):
        name = token[0] if _DIGIT.search(token[0]) and _has_letter(token[0]) else ""
        if before and _is_number_of(text, before, token):
            name = before[0] + token[0]
        if name:
            is_named = following and following[0][0].isupper() and _is_adjacent(text, token, following)
            versions[name_key(name)].add(name_key(following[0]) if following and is_named else "")
    return versions


def _is_number_of(text: str, name: re.Match[str], number: re.Match[str]) -> bool:
    """Whether a number is the version of the name before it: "Claude 3"."""
    is_number = _DIGIT.search(number[0]) and not _has_letter(number[0])
    is_name = name[0][0].isupper() and not _DIGIT.search(name[0])
    return bool(is_number and is_name and _is_adjacent(text, name, number)) and not _PER_CENT.match(
        text, number.end()
    )


def _is_adjacent(text: str, left: re.Match[str], right: re.Match[str]) -> bool:
    return text[left.end() : right.start()] == " "


def _has_letter(word: str) -> bool:
    return any(letter.isalpha() for letter in word)


def _is_directed_alike(sentence: Saying, claim: Saying) -> bool:
    """Whether a comparison is the sentence's. Where one of the two has none, names keep their order, and both deny or
    neither does."""
    if not sentence.comparisons or not claim.comparisons:
        deny_alike = polarity_in_words(sentence.text) is polarity_in_words(claim.text)
        return (deny_alike and _is_in_order(sentence.text, claim.text)) or not _is_statement(sentence.text)
    return bool(sentence.comparisons & claim.comparisons)


def _names(text: str) -> list[str]:
    """The words that look like names, by their first place: with a capital or a digit beyond the first letter."""
    tokens: Sequence[str] = _TOKEN.findall(text)
    return list(dict.fromkeys(name_key(token) for token in tokens if token != token.lower()))


def _is_statement(text: str) -> bool:
    """Whether a word in lower case stands between two names: more than names to search for."""
    words = [token == token.lower() and token.isalpha() for token in _TOKEN.findall(text)]
    if words.count(False) < 2:
        return False
    first, last = words.index(False), len(words) - words[::-1].index(False)
    return any(words[first:last])


def _is_in_order(text: str, claim_text: str) -> bool:
    names, others = _names(text), _names(claim_text)
    places = [others.index(name) for name in names if name in others]
    return places == sorted(places)
