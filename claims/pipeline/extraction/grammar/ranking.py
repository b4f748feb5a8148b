"""Ranking: who takes which place on a board, in a contest or in a field."""

from __future__ import annotations

from collections.abc import Iterator

from claims.pipeline.extraction.grammar.clauses import placed_at, subject_of
from claims.pipeline.extraction.grammar.findings import DOWN, FIRST, OTHER, Finding, pattern
from claims.pipeline.extraction.grammar.phrases import behind, listed, name_in, preps
from claims.pipeline.extraction.grammar.tree import Word
from claims.pipeline.extraction.lexicon import ACHIEVING_VERBS, BEATING_VERBS, BOARD_NOUNS, TITLE_NOUNS

ORDINALS = frozenset({"second", "third", "fourth", "fifth", "#2", "#3", "#4", "#5", "2nd", "3rd", "4th"})
_RANKS = frozenset({"first", "highest", "#1", "1st", "top"})
_TOPPING = frozenset(
    {"top", "tops", "topped", "topping", "leads", "led", "lead", "leading", "dominate", "dominates"}
)
_LEADING = frozenset({"leads", "led", "lead", "leading"})
_FIELDS = frozenset({"on", "in", "across", "among", "with", "at"})
_PLACES = frozenset({"spot", "place", "position", "rank", "prize"})
_AHEAD = frozenset({"followed", "ahead"})
_UNEQUALLED = frozenset(
    [
        "unmatched",
        "unrivalled",
        "unrivaled",
        "unparalleled",
        "unequalled",
        "unequaled",
        "unbeaten",
        "unsurpassed",
        "unbeatable",
    ]
)
_RANKING = frozenset(
    {
        "rank",
        "ranks",
        "ranked",
        "ranking",
        "placed",
        "places",
        "finished",
        "finishes",
        "came",
        "comes",
        "reached",
        "hit",
        "took",
    }
)


@pattern(*_RANKING)
def ranked(word: Word) -> Iterator[Finding]:
    """ "X ranks first among Y", "X placed second"; "X came second to Y" is below Y."""
    if not word.is_verb:
        return
    first = next((child for child in word.children if _is_first(child)), None)
    rank = first or next((child for child in word.children if child.small in ORDINALS), None)
    if rank is None:
        return
    if not first and (better := _better(rank)):
        yield Finding(DOWN, word, placed_at(rank), tuple(listed(better)))
    else:
        yield Finding(FIRST if first else OTHER, word, placed_at(rank), _ranked_among(word, rank))


def _better(rank: Word) -> Word | None:
    """ "second to Y", "second only to Y": Y."""
    rivals = (prep.child("pobj") for prep in behind(rank, "to"))
    return next((rival for rival in rivals if rival is not None and rival.mention), None)


def _ranked_among(verb: Word, rank: Word) -> tuple[Word, ...]:
    """ "ranks first among Y and Z", "ranks among Y as the first": the words of Y and Z."""
    among = next((prep for near in (verb, rank) for prep in preps(near, "among", "of")), None)
    rival = among.child("pobj") if among else None
    return tuple(listed(rival)) if rival else ()


def _is_first(rank: Word) -> bool:
    """ "first", "at #1", "as the highest"."""
    if rank.small in {"at", "as"}:
        return any(below.small in _RANKS for below in rank.subtree())
    return rank.small in _RANKS


@pattern(*_TOPPING)
def topping(word: Word) -> Iterator[Finding]:
    """ "X tops the leaderboard", "X leads the field", "X dominates among Y"."""
    if not word.is_verb:
        return
    if word.small == "dominates" and next(preps(word, "among"), None):
        yield Finding(FIRST, word, subject_of(word), ())
    board = word.child("dobj")
    if board and _is_board(board):
        yield Finding(FIRST, word, subject_of(word), ())


@pattern("atop", "top", "ahead")
def on_top(word: Word) -> Iterator[Finding]:
    """ "X comes out on top", "X came out ahead", "X sits atop the leaderboard"."""
    board = word.child("pobj") if word.small == "atop" else None
    is_on_top = (
        word.small == "top" and word.head is not None and word.head.small == "on" and not word.children
    )
    verb = word.head
    is_out = (
        word.small == "ahead"
        and verb is not None
        and verb.small.startswith(("come", "came"))
        and not word.children
    )
    if is_on_top or (is_out and verb and verb.child("prt")) or (board and board.small in BOARD_NOUNS):
        yield Finding(FIRST, word, subject_of(word), ())


def _is_board(noun: Word) -> bool:
    """ "the leaderboard", "its field", "the Open LLM Leaderboard"; not "a table"."""
    if noun.mention is not None:
        return noun.small.endswith((" leaderboard", " league", " ranking", " index"))
    return noun.small in BOARD_NOUNS and any(
        child.small == "the" or child.dep == "poss" for child in noun.children
    )


@pattern(*_LEADING)
def heading(word: Word) -> Iterator[Finding]:
    """ "X leads in video quality"; not "X led with 59%, followed by Y", which says whom it leads."""
    if not word.is_verb or word.child("dobj", "auxpass", "prt"):
        return
    subject = subject_of(word)
    names_others = any(below.small in _AHEAD | BEATING_VERBS for below in word.subtree() if below is not word)
    is_field = any(prep.small in _FIELDS for prep in word.all("prep"))
    if is_field and not names_others and subject is not None and name_in(subject):
        yield Finding(FIRST, word, subject, ())


@pattern(*_UNEQUALLED)
def unequalled(word: Word) -> Iterator[Finding]:
    """ "X is unmatched in speed", "X offers unrivalled speed"."""
    noun = word.head if word.dep == "amod" else None
    is_had = (
        noun is not None
        and noun.dep == "dobj"
        and noun.head is not None
        and noun.head.small in ACHIEVING_VERBS
    )
    if is_had or word.dep == "acomp":
        yield Finding(FIRST, word, subject_of(word), ())


@pattern("record")
def recording(word: Word) -> Iterator[Finding]:
    """ "X sets a new record", "X broke the record"."""
    verb = word.head
    if word.dep != "dobj" or verb is None:
        return
    is_new = any(child.small in {"new", "all-time"} for child in word.children)
    if verb.small.startswith(("break", "broke")) or (is_new and not verb.small.startswith("keep")):
        yield Finding(FIRST, word, subject_of(word), ())


@pattern(*_PLACES, "win", "wins", "won", "winning")
def winning(word: Word) -> Iterator[Finding]:
    """ "X takes the top spot", "X won the championship"."""
    is_place = word.small in _PLACES and word.dep == "dobj"
    if is_place and any(child.small in {"top", "first", "#1"} for child in word.children):
        yield Finding(FIRST, word, subject_of(word), _ranked_among(word, word))
    title = word.child("dobj") if word.small in {"win", "wins", "won", "winning"} else None
    if title is not None and title.small in TITLE_NOUNS and title.child("det", "poss") is not None:
        yield Finding(FIRST, word, subject_of(word), ())


@pattern(*ORDINALS, "first", "1st")
def placing(word: Word) -> Iterator[Finding]:
    """ "X is first on the list", "X is a distant second"; "X is second to Y" is below Y."""
    if word.dep not in {"attr", "acomp"}:
        return
    if word.small in {"first", "1st"} and next(preps(word, "on", "among"), None):
        yield Finding(FIRST, word, subject_of(word), _ranked_among(word, word))
    if word.small in ORDINALS:
        better = _better(word)
        rivals = tuple(listed(better)) if better else ()
        yield Finding(DOWN if rivals else OTHER, word, subject_of(word), rivals)
