"""Signs: a sentence about two named things as a string, one sign a word, that patterns can be laid over."""

from __future__ import annotations

import re

from claims.pipeline.extraction import lexicon
from claims.pipeline.extraction.cues import in_small

_LONGEST = 1500
_TOKEN = re.compile(r"\w[\w+#]*(?:['’.-]\w+)*|[,;:.!?()—–|\"“”/]|\s-\s")
# A word has the sign of the first list that holds it; every other word is "w", a capitalised one "O".
_LISTS: tuple[tuple[str, frozenset[str]], ...] = (
    ("G", lexicon.GOOD_COMPARATIVES),
    ("W", lexicon.BAD_COMPARATIVES),
    ("N", lexicon.NEGATIONS),
    ("C", lexicon.CONTRASTS),
    ("P", lexicon.PREFERENCES),
    ("M", lexicon.DEPARTURES),
    ("A", lexicon.ADVANTAGES),
    ("k", lexicon.OPINIONS),
    ("y", lexicon.SAYINGS),
    ("D", lexicon.DOUBTS),
    ("g", lexicon.GOOD_QUALITIES),
    ("d", lexicon.BAD_QUALITIES),
    ("v", lexicon.LINKING_VERBS),
    ("r", frozenset(["he", "i", "it", "she", "that", "they", "this", "we", "which", "who", "you"])),
)
_SINGLE = {
    ",": ",", ".": ".", "!": ".", "?": "?", "(": "(", ")": ")", ";": ";", ":": ";", "—": ";", "–": ";", "-": ";", "|": ";",
    '"': '"', "“": '"', "”": '"', "/": '"', "than": "T", "if": "Q", "whether": "Q", "compared": "c", "comparison": "c",
    "relative": "c", "versus": "c", "vs": "c", "unlike": "U", "over": "o", "instead": "i", "rather": "i", "from": "f",
    "to": "t", "by": "b", "in": "p", "with": "p", "for": "p", "on": "p", "and": "&", "or": "&", "as": "a",
}  # fmt: skip
_SIGNS = {word: sign for sign, words in reversed(_LISTS) for word in words} | _SINGLE
_ADJECTIVE = re.compile(r"(?:[ai]ble|ful|ive|[ae]nt|ic|al|ous|ed|ing|ly|ern)$")
# A sentence without any of these words and without a verb that beats sets nothing above anything.
_DECISIVE = (
    lexicon.GOOD_COMPARATIVES
    | lexicon.BAD_COMPARATIVES
    | lexicon.PREFERENCES
    | lexicon.DEPARTURES
    | lexicon.ADVANTAGES
    | lexicon.GOOD_QUALITIES
    | {"more", "less", "fewer"}
)
_TAKES_TO = frozenset({"superior", "inferior", "preferable", "preferred"})


_NO_NAME = (_LONGEST, (_LONGEST, ""))


def may_decide(words: frozenset[str]) -> bool:
    """False if no sentence of these words (see `cues`) can set one thing above another."""
    return not words.isdisjoint(_DECISIVE) or any(map(_is_beating, words))


def write_signs(sentence: str, first: str, second: str) -> str:
    """The sentence's signs: X for `first`, Y for `second`, G and W for comparatives that praise and blame, T for "than"."""
    text = sentence[:_LONGEST]
    names = iter(sorted((_places(text, second, "Y") | _places(text, first, "X")).items()))
    name_at, (name_end, name_sign) = next(names, _NO_NAME)
    signs: list[str] = []
    before = ""
    place = 0
    while token := _TOKEN.search(text, place):
        while name_at < token.start():
            name_at, (name_end, name_sign) = next(names, _NO_NAME)
        if name_at < token.end():
            place, before = name_end, ""
            signs.append(name_sign)
        else:
            place, before = token.end(), _add(signs, before, token[0])
    return "".join(signs)


def _places(text: str, name: str, sign: str) -> dict[int, tuple[int, str]]:
    """Where the name stands as words of their own, in whatever case."""
    lowered, name = in_small(text), name.lower()
    places: dict[int, tuple[int, str]] = {}
    start = lowered.find(name) if name else -1
    while start >= 0:
        end = start + len(name)
        if _is_apart(lowered[start - 1 : start]) and _is_apart(lowered[end : end + 1]):
            places[start] = end, sign
        else:
            end = start + 1
        start = lowered.find(name, end)
    return places


def _is_apart(neighbour: str) -> bool:
    return not (neighbour.isalnum() or neighbour == "_")


def _add(signs: list[str], before: str, token: str) -> str:
    """Appends the token's sign; returns the word, by which the next one is read."""
    word = token.strip().casefold().replace("’", "'")
    if (before, word) in {("not", "only"), ("no", "doubt"), ("no", "question"), ("no", "wonder")}:
        signs[-1] = "w"
        signs.append("w")
    else:
        is_inside = bool(signs) and signs[-1] not in '.;?"'
        signs.append(_sign(word, before, signs) or ("O" if token[:1].isupper() and is_inside else "w"))
    return word


def _sign(word: str, before: str, signs: list[str]) -> str:
    if before in {"more", "less", "fewer"} and word.isalpha() and word != "than":
        return _graded(word, is_more=before == "more")
    if (word == "to" and before in _TAKES_TO) or (word == "then" and not {"G", "W"}.isdisjoint(signs[-4:])):
        return "T"
    if word[0].isdigit():
        return "n"
    return _SIGNS.get(word, "") or ("S" if _is_beating(word) else "")


def _is_beating(word: str) -> bool:
    return word in lexicon.BEATING_VERBS


def _graded(word: str, *, is_more: bool) -> str:
    """ "more reliable" praises, "more verbose" blames, and "less" turns both round."""
    if word in lexicon.BAD_QUALITIES:
        return "W" if is_more else "G"
    if word in lexicon.GOOD_QUALITIES or (word not in lexicon.COUNTED and _ADJECTIVE.search(word)):
        return "G" if is_more else "W"
    return ""
