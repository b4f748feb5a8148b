"""Parsing: sentences to dependency trees, by the installed language model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from spacy.language import Language
from spacy.tokens import Doc

from claims.pipeline.extraction.grammar.language_model import language_model
from claims.pipeline.extraction.grammar.tree import Tree, Word
from claims.pipeline.extraction.lexicon import BEATING_VERBS, LAGGING_VERBS, MATCHING_VERBS
from claims.pipeline.extraction.mentions import Mention
from claims.vocabulary import EntityKind

MAX_TOKENS = 250

_BATCH = 128
# Words that are parsed as one.
_FIXED = re.compile(
    r"\bstate[- ]of[- ]the[- ]art\b|(?:#|\bNo\. ?)(?P<rank>\d{1,2})\b|\bnumber one\b", re.IGNORECASE
)
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
_UNMISTAKABLE = (("s", "exceeds"), ("ed", "exceeded"))
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
            words.append(
                Word(
                    len(words),
                    mention.text,
                    mention.text.lower(),
                    mention.start,
                    mention.end,
                    mention=mention,
                )
            )
            place = mention.end
    _add(pipeline, words, text, place, len(text))
    return words[:MAX_TOKENS]


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
        written = token.text
        if written.strip():
            words.append(Word(len(words), written, written.lower(), first, first + len(written)))


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
        is_verb = word.small in _VERBS and (word.index == 0 or _may_act(words[word.index - 1]))
        return (
            next((form for ending, form in _UNMISTAKABLE if word.small.endswith(ending)), word.text)
            if is_verb
            else word.text
        )
    is_odd = not word.text.isalpha()
    return _STAND_INS.get(word.mention.kind, "Google" if is_odd else word.text)


def _may_act(before: Word) -> bool:
    return before.mention is not None or before.small in _ACTING


def _tree(text: str, words: list[Word], doc: Doc) -> Tree:
    for word, token in zip(words, doc, strict=True):
        word.tag, word.dep = token.tag_, token.dep_
        head = token.head.i
        if head != word.index:
            word.head = words[head]
            words[head].children.append(word)
    return Tree(text, words)
