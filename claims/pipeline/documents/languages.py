"""Languages: guesses the language of a text."""

from __future__ import annotations

import re
from collections import Counter

_CJK = re.compile(r"[\u3400-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_LETTER = re.compile(r"[^\W\d_]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_COMMON_WORDS = {
    "en": "the of and to in is that for with as was are by on",
    "de": "der die und das ist nicht mit den von zu ein auf für um bei nach über wird sich auch",
    "fr": "le la les des et est une dans que pour qui sur pas",
    "es": "el los las una que por con para del es como más",
    "it": "il che di per una della sono con gli più anche",
    "pt": "os uma que não para com dos das por mais foi",
}
# Words with a letter by which they are of no other of these languages, from this letter on.
_OWN_LETTERS = {
    "de": re.compile(r"[äöüß]\S*"),
    "es": re.compile(r"[ñ¿¡]\S*"),
    "pt": re.compile(r"[ãõ]\S*"),
    "fr": re.compile(r"[œèêû]\S*"),
}
_COMMON_SETS = {language: frozenset(common.split()) for language, common in _COMMON_WORDS.items()}


def guess_language(text: str) -> str:
    """Returns a language code by script, then by common words and letters; "" if there is too little text."""
    sample = text[:5000]
    characters = Counter(sample)
    letters = _count(_LETTER, characters)
    for language, script in (("ja", _KANA), ("ko", _HANGUL), ("zh", _CJK), ("ru", _CYRILLIC)):
        if _count(script, characters) > letters * (0.05 if language == "ja" else 0.25):
            return language
    small = sample.casefold()
    words = Counter(small.split())
    counts = {language: sum(words[word] for word in common) for language, common in _COMMON_SETS.items()}
    for language, pattern in _OWN_LETTERS.items():
        counts[language] += len(pattern.findall(small))
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] > 2 else ""


def _count(kind: re.Pattern[str], characters: Counter[str]) -> int:
    """How many of the characters are of a kind."""
    return sum(number for character, number in characters.items() if kind.match(character))
