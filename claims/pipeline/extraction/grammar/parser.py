"""Parsing: sentences to dependency trees, by the installed language model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from spacy.language import Language
from spacy.tokens import Doc

from claims.pipeline.extraction.grammar.language_model import language_model
from claims.pipeline.extraction.grammar.spelling import spelling, unligated
from claims.pipeline.extraction.grammar.tree import Tree, Word
from claims.pipeline.extraction.mentions import Mention

MAX_TOKENS = 250

_BATCH = 128
# Heads are told as 64-bit distances without a sign.
_MODULUS = 1 << 64
# Words that are parsed as one.
_FIXED = re.compile(
    r"\bstate[- ]of[- ]the[- ]art\b|(?:#|\bNo\. ?)(?P<rank>\d{1,2})\b|\bnumber one\b", re.IGNORECASE
)
_STANDING_FOR = frozenset({"that", "those"})
_OWNING = re.compile(r"['’]s\b")
_STRETCH = re.compile(r"\S+")
# A longer stretch is an address or data, and does not come again.
_LONGEST_KNOWN = 32
_MARKER = re.compile(r"(?:\[\^?\w{1,20}(?:\s?[,–-]\s?\d+)*\]|【[^】]{0,60}】)+")


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
    return Word(len(words), written, unligated(written).lower(), start, end, mention=mention)


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
    for stretch in _STRETCH.finditer(text, start, end):
        cut = _known_cut if len(stretch[0]) <= _LONGEST_KNOWN else _cut
        for first, last in cut(pipeline, stretch[0]):
            words.append(_word(words, text, stretch.start() + first, stretch.start() + last))


def _cut(pipeline: Language, written: str) -> tuple[tuple[int, int], ...]:
    """Where each token of a text without white space begins and ends."""
    return tuple((token.idx, token.idx + len(token.text)) for token in pipeline.tokenizer(written))


# The tokeniser keeps nothing of what it cuts in a memory zone, and most words come again and again.
_known_cut = lru_cache(maxsize=10_000)(_cut)


def _doc(pipeline: Language, words: Sequence[Word]) -> Doc:
    spelled = [spelling(words, word) for word in words]
    spaces = [word.end < after.start for word, after in pairwise(words)]
    starts: list[bool | int | None] = [i == 0 or words[i - 1].text == ";" for i in range(len(words))]
    return Doc(pipeline.vocab, words=spelled, spaces=[*spaces, False][: len(words)], sent_starts=starts)


def _tree(text: str, words: list[Word], doc: Doc) -> Tree:
    strings = doc.vocab.strings
    for word, (tag, dep, head) in zip(words, doc.to_array(["TAG", "DEP", "HEAD"]).tolist(), strict=True):
        word.tag, word.dep = strings[tag], strings[dep]
        if head:
            word.head = words[(word.index + head) % _MODULUS]
            word.head.children.append(word)
    for word, following in pairwise(words):
        word.following = following
        _attach(word, following)
    return Tree(text, words)


def _attach(word: Word, prep: Word) -> None:
    """ "Costs less than that from Y": hangs "from" on "that", wherever the model hung it."""
    than, head = word.head, prep.head
    if word.small not in _STANDING_FOR or than is None or than.small != "than" or prep.dep != "prep":
        return
    if head is not None and head is not word and prep not in word.ancestors():
        head.children.remove(prep)
        prep.head = word
        word.children = sorted([*word.children, prep], key=lambda child: child.index)
