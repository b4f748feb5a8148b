"""Name context: what the words around a name say of it: its kind, and whether its first word belongs to it."""

from __future__ import annotations

import re

from claims.pipeline.extraction.cues import cues
from claims.pipeline.extraction.lexicon import FINITE_VERBS
from claims.vocabulary import EntityKind

# Common words that names begin with, too: New Zealand, First Solar, One Medical.
NAMING_WORDS = cues(
    "new first last next second third one two three four five six seven eight nine ten global great good major key open early best all large general march "
    "may april august top"
)
# Of these, the ones that describe whatever stands behind them: "New AI tools", "Global Markets".
DESCRIBING_WORDS = cues("new global large all best top key major great good general")
_CARDINALS = cues("two three four five six seven eight nine ten")
_FOLLOWING = re.compile(
    r"[ \u00a0](?P<word>[a-z][\w'’-]*)|(?P<sign>['’]s\b|[.,;:!?)\]\"”]|[ \u00a0]?[-–—(|&]|$)"
)
# "implanted 350 devices", "hired the former head": no "powered cars"
_PAST_WITH_OBJECT = re.compile(
    r" [a-z]{2,20}ed (?:\d|[$€£¥₹]|(?:an?|the|its|their|his|her|all|both|some|about|around|nearly|almost|over|more than|up to) )"
)
_LINKING = cues(
    "and or of in on at for with from by to as than that which who whose but while where when because after before during since until into over under "
    "between among through also now still already never often reportedly itself per via amid against about around near within without including like"
)
_OWNED = re.compile(
    r"(?:shares?|stocks?|bonds?|officials?|executives?|spokes\w+|employees|staff|customers|founders?|shareholders|subscribers|members|stores?)$"
)
_SENTENCE_START = re.compile(r"(?:^|[.!?:;|]|\n)[\s\"'“‘(*_]{0,4}$")

_DESCRIBED = r"(?:, | is | was | \(|: )(?:an? |the |its |our |their |which is )?(?:[\w’'-]{1,30} ){0,4}?"
_AFTER = (
    (
        EntityKind.PERSON,
        _DESCRIBED
        + r"(?:CEO|CTO|CFO|chief executive|chief \w+ officer|president|founder|co-founder|director|professor|minister|analyst|spokes(?:man|woman|person)|chair(?:man|woman)?|economist|researcher|lawyer|author|mayor|governor|senator)\b",
    ),
    (
        EntityKind.BENCHMARK,
        r" (?:benchmarks?|leaderboards?|test suite|exam)\b(?! (?:results?|scores?|performance|tests?))|"
        + _DESCRIBED
        + r"(?:benchmark|leaderboard|test suite)\b",
    ),
    (
        EntityKind.DATASET,
        r" (?:datasets?|data sets?|corpus|corpora)\b|" + _DESCRIBED + r"(?:dataset|corpus)\b",
    ),
    (
        EntityKind.MODEL,
        r" (?:large |small |open |open-source |open-weight |reasoning |AI |foundation |vision |chat |code ){0,2}(?:language models?|models?|LLMs?|checkpoints?)\b(?! (?:year|railway))|"
        + _DESCRIBED
        + r"(?:language model|MoE model|LLM|(?:reasoning|vision|code|chat|AI|open-weight|open-source|foundation|diffusion|video|speech) model)\b",
    ),
    (
        EntityKind.PRODUCT,
        r" (?:app|apps|software|chatbot|browser|smartphones?|phones?|tablets?|laptops?|console|headset|plugin|SDK|API|chips?|processors?|GPUs?|keyboard|watch)\b|"
        + _DESCRIBED
        + r"(?:app|chatbot|browser|smartphone|software|console|headset|chip|processor|plugin)\b",
    ),
    (
        EntityKind.ORGANISATION,
        _DESCRIBED
        + r"(?:start-?up|company|firm|manufacturer|retailer|publisher|university|agency|charity|non-?profit|laboratory|think tank|chipmaker|carmaker|automaker|airline|insurer|regulator|watchdog|newspaper|broadcaster|consultancy|lender|supermarket)\b"
        r"| (?:shares|stock|spokes(?:man|woman|person)|executives|shareholders|employees)\b|['’]s? (?:CEO|founder|chief executive|shares|share price|revenue|profits?|headquarters|shareholders|employees|workforce|IPO)\b",
    ),
)
_BEFORE = (
    (
        EntityKind.PERSON,
        r"(?:Mr|Mrs|Ms|Mx|Dr|Prof|Sen|Rep|Gov|Gen|Lt|Col|Capt|Sgt|Rev|Professor|Sir|Dame|Lord|Lady|President|Senator|Chancellor|Minister|Mayor|Governor|Judge|Justice|Captain|CEO|CTO|CFO|founder|co-founder|analyst|economist|spokes(?:man|woman|person)|professor|"
        r"director|minister|president|chief executive|lawyer|researcher|author|coach)\.? ",
    ),
    (EntityKind.BENCHMARK, r"benchmarks? (?:called |named |dubbed |such as |like |including )?"),
    (EntityKind.DATASET, r"datasets? (?:called |named |dubbed |such as |like )?"),
    (
        EntityKind.MODEL,
        r"(?:language|AI|reasoning|open-weight|open-source|MoE) models? (?:called |named |dubbed |such as |like |including )?",
    ),
    (
        EntityKind.PRODUCT,
        r"(?:app|chatbot|browser|smartphone|assistant|chip|plugin|software) (?:called |named |dubbed |such as |like )?",
    ),
    (
        EntityKind.ORGANISATION,
        r"(?:start-?up|company|firm|giant|retailer|chipmaker|carmaker|automaker|airline|insurer|regulator|watchdog|subsidiary|lender|broadcaster|newspaper) (?:called |named |such as |like )?",
    ),
)
_AFTER_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _AFTER)
_BEFORE_PATTERNS = tuple((kind, re.compile(rf"(?:^|\b){pattern}$")) for kind, pattern in _BEFORE)
_REACH = 30


def kind_in_context(text: str, start: int, end: int) -> EntityKind:
    """What the words around the name `text[start:end]` say that it is; OTHER if they say nothing."""
    before = text[max(0, start - _REACH) : start]
    for kind, pattern in _BEFORE_PATTERNS:
        if pattern.search(before):
            return kind
    return next((kind for kind, pattern in _AFTER_PATTERNS if pattern.match(text, end)), EntityKind.OTHER)


def keeps_first_word(text: str, start: int, end: int) -> bool:
    """True if the common word that the capitalised words `text[start:end]` begin with belongs to their name.

    Within a sentence its capital says so. At its start, a verb, a preposition or a sign behind the words does: "First Solar sold",
    but "New Corvid cars".
    """
    before = text[max(0, start - 8) : start]
    if not _SENTENCE_START.search(before):
        return True
    following = _FOLLOWING.match(text, end)
    if not following:
        return False
    word = following["word"]
    if word is None:
        return True
    first = text[start:end].split(" ", 1)[0].casefold()
    if _OWNED.match(word):
        return first not in _CARDINALS | {"new"}
    return word in FINITE_VERBS or word in _LINKING or _PAST_WITH_OBJECT.match(text, end) is not None
