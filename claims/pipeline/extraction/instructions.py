"""Instructions: sentences that tell the reader what to do."""

from __future__ import annotations

from claims.pipeline.extraction.grammar.tree import SUBJECTS, Word
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


def is_instruction(view: SentenceView, block: Block) -> bool:
    """ "Evaluate the consequences for 3 ports.", "Briefly describe …": True of running text that a base form without a subject opens.

    An item in the base form tells what something does: "Cut costs by 5%".
    """
    verb = view.main_verb()
    if block.kind == "item" or verb is None or verb.tag != "VB" or verb.small in _ALSO_PAST:
        return False
    return verb.index <= _MAX_BEFORE and verb.child("aux", *SUBJECTS) is None and _opens(verb)


def _opens(verb: Word) -> bool:
    """True if only adverbs and "please" stand before the verb."""
    return all(
        word.tag == "RB" or word.small in {"please", ","} for word in verb.children if word.index < verb.index
    )
