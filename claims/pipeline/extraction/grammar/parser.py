"""Parsing: sentences to dependency trees, by the installed language model."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from spacy.language import Language
from spacy.tokens import Doc

from claims.pipeline.extraction.grammar.language_model import language_model
from claims.pipeline.extraction.grammar.tree import Tree, Word
from claims.pipeline.extraction.lexicon import (
    BEATING_VERBS,
    FINITE_VERBS,
    LAGGING_VERBS,
    MATCHING_VERBS,
    REPORTING_VERBS,
)
from claims.pipeline.extraction.mentions import Mention
from claims.vocabulary import EntityKind

MAX_TOKENS = 250

_BATCH = 128
# Words that are parsed as one.
_FIXED = re.compile(
    r"\bstate[- ]of[- ]the[- ]art\b|(?:#|\bNo\. ?)(?P<rank>\d{1,2})\b|\bnumber one\b", re.IGNORECASE
)
_OWNING = re.compile(r"['’]s\b")
_MARKER = re.compile(r"(?:\[\^?\w{1,20}(?:\s?[,–-]\s?\d+)*\]|【[^】]{0,60}】)+")
# What the tagger knows as names: it reads "Qwen2.5-Max" as a number or an adjective as often as not.
_STAND_INS = {
    EntityKind.MODEL: "Google",
    EntityKind.ORGANISATION: "Google",
    EntityKind.PRODUCT: "Google",
    EntityKind.BENCHMARK: "Google",
    EntityKind.DATASET: "Google",
    EntityKind.PERSON: "John",
}


_VERBS = BEATING_VERBS | MATCHING_VERBS | LAGGING_VERBS
# Comparing verbs that are never nouns: "it matches or outperforms Y".
_NEVER_NOUNS = frozenset(
    verb
    for verb in _VERBS
    if verb.endswith("s")
    and verb.startswith(("out", "over", "surpass", "exceed", "underperform", "trounce", "eclipse"))
)
_NO_ACTORS = frozenset(
    {
        "and",
        "any",
        "arch",
        "but",
        "for",
        "from",
        "its",
        "main",
        "nor",
        "old",
        "than",
        "that",
        "the",
        "their",
        "three",
        "two",
        "with",
    }
)
_SHORT = 2
_OTHER_VERBS = FINITE_VERBS - REPORTING_VERBS - {"is", "was", "has", "does"}
_UNMISTAKABLE = (("s", "exceeds"), ("ed", "exceeded"))
_OBJECT_STARTS = frozenset(
    [
        "a",
        "an",
        "the",
        "its",
        "their",
        "this",
        "these",
        "all",
        "every",
        "both",
        "more",
        "most",
        "first",
        "over",
        "about",
        "last",
    ]
)
# Behind these "leading" describes a noun; the tagger takes it for a verb: "on par with leading models".
_BEFORE_NOUNS = frozenset(
    ["against", "among", "and", "like", "of", "other", "over", "some", "than", "to", "with"]
)
# Verbs of saying that look like nouns: "critics allege that", "economists forecast growth".
_SAYING = frozenset(
    {
        "allege",
        "caution",
        "claim",
        "complain",
        "contend",
        "estimate",
        "forecast",
        "predict",
        "project",
        "report",
        "warn",
    }
)
_SAID = frozenset({"a", "an", "he", "it", "no", "she", "that", "the", "their", "there", "they", "this", "we"})
_PERFORMING = frozenset({"competes", "excels", "pales"})  # seldom seen by the tagger
_ACTING = frozenset(
    [
        "it",
        "which",
        "that",
        "also",
        "even",
        "now",
        "still",
        "version",
        "model",
        "models",
        "family",
        "series",
        "performance",
        "team",
        "company",
    ]
)


def parse(sentences: Iterable[tuple[str, Sequence[Mention]]]) -> Iterator[Tree]:
    """The tree of every sentence, in order, of its first `MAX_TOKENS` tokens. Names are single words; markers are left out.

    Every tree that is yielded stands for itself: nothing of the pipeline is kept.
    """
    pipeline = language_model()
    for batch in _batches(sentences):
        with pipeline.memory_zone():
            cut = [_words(pipeline, text, mentions) for text, mentions in batch]
            docs = [_doc(pipeline, words) for words in cut]
            trees = [
                _tree(text, words, doc)
                for (text, _), words, doc in zip(
                    batch, cut, pipeline.pipe(docs, batch_size=_BATCH), strict=True
                )
            ]
        yield from trees


def _batches(
    sentences: Iterable[tuple[str, Sequence[Mention]]],
) -> Iterator[list[tuple[str, Sequence[Mention]]]]:
    batch = []
    for sentence in sentences:
        batch.append(sentence)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _words(pipeline: Language, text: str, mentions: Sequence[Mention]) -> list[Word]:
    """The words of a sentence without its markers."""
    words: list[Word] = []
    place = 0
    for mention in mentions:
        if len(words) >= MAX_TOKENS:
            break
        if mention.start >= place:
            _add(pipeline, words, text, place, mention.start)
            words.append(_word(words, text, mention.start, mention.end, mention))
            place = mention.end
            if owning := _OWNING.match(text, place):  # the tokeniser needs the name before it
                words.append(_word(words, text, place, owning.end()))
                place = owning.end()
    _add(pipeline, words, text, place, len(text))
    return words[:MAX_TOKENS]


def _word(words: Sequence[Word], text: str, start: int, end: int, mention: Mention | None = None) -> Word:
    written = text[start:end]
    return Word(len(words), written, _unligated(written).lower(), start, end, mention=mention)


def _unligated(written: str) -> str:
    """A word as it is spelt: "efficiency" of one that is set with a ligature."""
    return written if written.isascii() else unicodedata.normalize("NFKC", written)


def _add(pipeline: Language, words: list[Word], text: str, start: int, end: int) -> None:
    """Appends the words between two places."""
    place = start
    for marker in _MARKER.finditer(text, start, end):
        _tokenise(pipeline, words, text, place, marker.start())
        place = marker.end()
    _tokenise(pipeline, words, text, place, end)


def _tokenise(pipeline: Language, words: list[Word], text: str, start: int, end: int) -> None:
    if start >= end or len(words) >= MAX_TOKENS:
        return
    if fixed := _FIXED.search(text, start, end):
        _tokenise(pipeline, words, text, start, fixed.start())
        rank = f"#{fixed['rank']}" if fixed["rank"] else "#1" if fixed[0][0] in "nN" else "state-of-the-art"
        words.append(Word(len(words), fixed[0], rank, fixed.start(), fixed.end()))
        _tokenise(pipeline, words, text, fixed.end(), end)
        return
    for token in pipeline.tokenizer(text[start:end]):
        first = start + token.idx
        if token.text.strip():
            words.append(_word(words, text, first, first + len(token.text)))


def _doc(pipeline: Language, words: Sequence[Word]) -> Doc:
    spelled = [_spelling(words, word) for word in words]
    spaces = [word.end < after.start for word, after in pairwise(words)]
    starts: list[bool | int | None] = [i == 0 or words[i - 1].text == ";" for i in range(len(words))]
    return Doc(pipeline.vocab, words=spelled, spaces=[*spaces, False][: len(words)], sent_starts=starts)


def _spelling(words: Sequence[Word], word: Word) -> str:
    """What the tagger is given for a word. It takes "rivals" and "matches" for nouns behind a name."""
    if word.small[0] == "#" and len(word.small) > 1:
        return "first"
    if word.mention is None:
        if word.small == "leading" and word.index and words[word.index - 1].small in _BEFORE_NOUNS:
            return "major"
        if word.small in _PERFORMING and word.index and words[word.index - 1].mention is not None:
            return "performs"
        if word.small in _SAYING and _is_said_by_many(words, word):
            return "say"
        is_verb = _is_acting_verb(words, word)
        unmistakable = (form for ending, form in _UNMISTAKABLE if word.small.endswith(ending))
        return next(unmistakable, word.text) if is_verb else _unligated(word.text)
    return _STAND_INS.get(word.mention.kind, "Google")


def _is_said_by_many(words: Sequence[Word], verb: Word) -> bool:
    """ "Critics allege that", "residents claim Norland": True of the verb behind a plural that opens its sentence, before what is said."""
    before = words[verb.index - 1] if verb.index else None
    after = words[verb.index + 1] if verb.index + 1 < len(words) else None
    if before is None or after is None or before.mention is not None or not before.small.endswith("s"):
        return False
    return after.mention is not None or after.small in _SAID


def _is_acting_verb(words: Sequence[Word], word: Word) -> bool:
    """True for "rivals" and "matches" behind what acts, and for a verb like "scores" between a name and what it governs."""
    before = words[word.index - 1] if word.index else None
    if word.small in _VERBS:
        is_behind_actor = before is None or before.mention is not None or before.small in _ACTING
        return is_behind_actor or word.small in _NEVER_NOUNS or _is_between(words, word)
    is_between = before is not None and before.mention is not None and word.index + 1 < len(words)
    if not is_between or word.small not in _OTHER_VERBS:
        return False
    return word.small.endswith("s") and _may_be_object(words[word.index + 1])


def _is_between(words: Sequence[Word], word: Word) -> bool:
    """ "The smallest version beats last year's": True of a verb between a noun in small letters and what begins an object."""
    if word.index + 1 >= len(words) or not word.small.endswith("s"):
        return False
    before = words[word.index - 1].text
    is_noun = (
        before.isalpha()
        and before.islower()
        and len(before) > _SHORT
        and not before.endswith(("s", "ing", "ed"))
    )
    return is_noun and before not in _NO_ACTORS and _may_be_object(words[word.index + 1])


def _may_be_object(word: Word) -> bool:
    """True for what begins an object: a name, a number, an article or a pronoun."""
    return word.mention is not None or word.text[0].isdigit() or word.small in _OBJECT_STARTS


def _tree(text: str, words: list[Word], doc: Doc) -> Tree:
    for word, token in zip(words, doc, strict=True):
        word.tag, word.dep = token.tag_, token.dep_
        head = token.head.i
        if head != word.index:
            word.head = words[head]
            words[head].children.append(word)
    for word, following in pairwise(words):
        word.following = following
    return Tree(text, words)
