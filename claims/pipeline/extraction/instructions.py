"""Instructions: sentences that tell the reader what to do."""

from __future__ import annotations

from collections.abc import Sequence

from claims.pipeline.extraction.grammar.tree import SUBJECTS, Word
from claims.pipeline.extraction.lexicon import IMPERATIVES
from claims.pipeline.extraction.subjects import SentenceView
from claims.values import Block

# Base forms that are also past tenses: "Cut 12% of its staff".
_ALSO_PAST = frozenset(
    [
        *(
            "beat",
            "become",
            "bet",
            "broadcast",
            "burst",
            "cast",
            "come",
            "cost",
            "cut",
            "hit",
            "hurt",
            "let",
            "put",
        ),
        *("quit", "read", "run", "set", "shed", "shut", "spend", "split", "spread"),
    ]
)
_MAX_BEFORE = 2
_MAX_CONDITION = 24
_CONDITIONS = frozenset({"if", "once", "to", "when"})
_FIRST = frozenset({"please", "then", "next", "now", "first", "finally", ","})
_OBJECTS = frozenset(
    {
        "a",
        "all",
        "an",
        "both",
        "down",
        "each",
        "in",
        "it",
        "off",
        "on",
        "out",
        "sure",
        "the",
        "them",
        "this",
        "up",
        "your",
    }
)


def is_instruction(view: SentenceView, block: Block) -> bool:
    """ "Evaluate the consequences for 3 ports.", "If it stays red, wait 5 minutes.", "Add 2 spoons.": True of a sentence that a base form without a subject opens.

    An item without a number tells what something does, "Evaluate the costs of 5 ports"; numbered items are steps.
    """
    if view.tree is None or (block.kind == "item" and not block.head):
        return False
    verb = view.main_verb()
    is_told = verb is not None and verb.tag == "VB" and verb.small not in _ALSO_PAST and _opens(verb)
    return is_told or _begins_like_one(view.tree.words, verb)


def _opens(verb: Word) -> bool:
    """True if only adverbs, "please", "do not" and a condition stand before the verb."""
    conditions = [clause for clause in verb.all("advcl") if clause.index < verb.index]
    within = {word.index for clause in conditions for word in clause.subtree()}
    before = [word for word in verb.children if word.index < verb.index and word not in conditions]
    words_before = verb.index - len(within)
    return (
        verb.child(*SUBJECTS) is None
        and words_before <= _MAX_BEFORE + bool(conditions)
        and all(word.tag == "RB" or word.small in {"please", ",", "do"} for word in before)
    )


def _begins_like_one(words: Sequence[Word], verb: Word | None) -> bool:
    """ "Add 2 spoons", "To upgrade, download version 2.1": True of such words where the parser finds no verb that tells what happens."""
    if verb is not None and verb.tag != "VB":
        return False
    start = 0
    if words[0].small in _CONDITIONS:
        start = next((word.index + 1 for word in words[:_MAX_CONDITION] if word.small == ","), 0)
    opening, *_ = [*(word for word in words[start : start + 2] if word.small not in _FIRST), words[0]]
    follows = words[opening.index + 1] if opening.index + 1 < len(words) else None
    return (
        opening.small in IMPERATIVES
        and follows is not None
        and (follows.small in _OBJECTS or follows.text[:1].isdigit() or start > 0)
    )
