"""Measures: which numbers measure or count something, by what stands before and behind them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from claims.pipeline.extraction.magnitudes import currency
from claims.pipeline.extraction.races import names_race

_REACH = 40
_AHEAD = 60
_SMALL_WORDS = "to|of|in|on|at|and|or|for|by|the|with|from|as|is|are|was|were|it|has|have|had|but|than|after|before|when|while|if|that|which"

# A unit behind a hyphen goes on with the number: "a 25-year loan".
_HYPHENED = (
    r"-(?!(?:year(?!-old)|month|week|day|hour|minute|second|decade|billion|million|trillion|parameter|param|token|percent|percentage|per[ -]cent|point|layer|bit|dollar|euro|pound|mile|kilometre|kilometer|km|metre|meter|foot|ton|tonne|kg|"
    r"megawatt|gigawatt|watt|member|person|seat|bed|page|strong|odd|plus|fold|acre|hectare|inch|litre|liter)s?\b)[a-zA-Z]"
)
_ATTACHED = re.compile(rf"(?:st|nd|rd|th|s)\b|{_HYPHENED}|[a-zA-Z_@^²³]|[.,:]\d|/\d+/|['’]s\b")
# "1920 × 1080", "2.5×103" whose raised digits were lost, "4 x 400 m": none of the numbers is the value.
_MULTIPLIED = re.compile(r"[ \u00a0]?[×x][ \u00a0]?\d")
_MULTIPLIES = re.compile(r"\d[ \u00a0]?[×x][ \u00a0]?$")
# "6.2 deaths per 1,000": what a value is divided by.
_PER = re.compile(r"\bper (?:every )?$")
_ATTACHED_TO_SIZE = re.compile(rf"{_HYPHENED}|[a-zA-Z_@^]")
# "the 72B model" is a name, "the 72B parameter model" a size.
_SIZED = re.compile(
    r"[ -](?:(?:dense|base|chat|instruct|and \d+B)[ -])?(?:models?|variants?|versions?|checkpoints?|LLMs?)\b"
)
_REFERRED = re.compile(
    r"\b(?:version|v|table|amount|fig\.?|figure|section|sec\.?|chapter|page|pp?\.|step|phase|level|tier|part|no\.|nos\.|number|volume|vol\.|day|week|stage|grade|equation|eq\.|appendix|item|question|row|line|python|http|type|class|form|"
    r"rule|article|articles|act|episode|season|series|route|gen|generation|room|formula|sub|layer|clause|paragraph|para\.?|footnote|note|exhibit|annex|lot|apollo|boeing|airbus|windows|android|ios|category|magnitude|round|game|match|lap|turn|issue|ticket|pr|"
    r"release|group|zone|district|ward|precinct|division|unit|model|band|channel|title|heading|verse|psalm|bus|track|lane|platform|area|age|aged|ages|№)[ \u00a0#]{0,2}$"
)
_HASH = re.compile(r"[#№][ ]?$")
_LIST_NUMBER = re.compile(r"\s{0,3}[.)、](?:\s|$)")
_OF_TOTAL = re.compile(r"[ \u00a0](?:out )?of (?:the |its |all |their )?\d")
_OF_PART = re.compile(r"(?:\d (?:out )?of|\bout of)(?: the| its| all| their)? $")
_DIVIDED = re.compile(r"/[−–-]?\d")
# The 2 of "1/2 kg".
_DIVISOR = re.compile(r"(?<![\d.])\d{1,3}/$")
_OF = re.compile(r"^(?:de |d['’])")  # "2 millones de euros"
_GROUPED = re.compile(r"\d[,'’ \u00a0\u2009\u202f]\d{3}\b")
_POWER = re.compile(r"10\^|10[⁺⁻⁰¹²³⁴-⁹]|\d[eE]")
_RELEASE = re.compile(
    r"[ \u00a0](?:release|version|update|edition|variant|series|model)\b|[ \u00a0](?:in|on) (?:19|20)\d\d"
)
DURATION = re.compile(r"[ -](?:\w+ ){0,1}(?:years?|months?|weeks?|days?|quarters?|decades?)\b")
PAST = re.compile(
    r"\b(?:past|last|latest|previous|recent|first|other|these|those|their|his|her|following|the)\W{1,2}$"
)
_LATELY = re.compile(r"\b(?:past|last|latest|previous|recent|first|other)\W{1,2}$")
_SCORED = re.compile(
    r"(?:\b(?:scor(?:e|es|ed|ing)|achiev(?:e|es|ed|ing)|obtain(?:s|ed|ing)?|reach(?:es|ed|ing)?|attain(?:s|ed|ing)?|earn(?:s|ed|ing)?|elo|rating|accuracy|average|total|count|index|pace|rank|ranked|"
    r"score of|scores of|rate of|rating of|total of|pace of|average of|margin of|value of|p-value of|size of|from|by|hit|hits|gets?|got|posted|at|#)\W{1,3}(?:(?:a|an|the|only|just|about|around|over)\W)?)$"
)
# "murders rose to 41"
_CHANGED_TO = re.compile(
    r"\b(?:climbed|declined|decreased|down|dropped|fallen|fell|grew|grown|increased|jumped|risen|rose|shrank|sank|slid|slipped|soared|tripled|up)\b[a-z ]{0,20} to $"
)
_NO_SCORE = re.compile(r"[ ](?:and|or|to) \w")
_CONFIDENCE = re.compile(r"[ \u00a0-](?:CI\b|CIs\b|confidence\b|credible\b|UI\b)")
_RANKED = re.compile(r"\b(?:bottom|poorest|richest|top|wealthiest) $")
# "the lowest for 20 years", "the first time in 20 years"
_RECORD_SPAN = re.compile(
    r"\b(?:\w{3,}est|best|worst|most|least|first)\b[\w' -]{0,24}? ?\b(?:for|in|over) (?:about |almost |at least |more than |nearly |over )?$"
)
# "people over 75"
_AGED = re.compile(
    r"\b(?:adults|anyone|children|everyone|men|patients|pensioners|people|residents|those|voters|women|workers)(?: aged)? (?:above|below|over|under) $"
)
_PRONOUN_AFTER = re.compile(r" (?:it|they|we|he|she|out of)\b")
_COUNTED = re.compile(
    rf"[ \u00a0\u202f-](?:(?!(?:{_SMALL_WORDS})[ ])[a-zA-Z][\w/-]*[ \u00a0]){{0,3}}(?:[a-z][\w-]*(?<!s)(?<!u)(?<!i)s|people|staff|personnel|police|men|women|children|feet|fps|tok/s|kroner|kronor|ringgit|baht|rupiah|forint|data|cattle|sheep|fish|aircraft|species|troops|percent)\b"
)
_FORMATS = frozenset({"2K", "4K", "5K", "8K", "2.1", "5.1", "7.1"})
# "4K video" and "5.1 surround sound" are names of formats.
_FORMAT = re.compile(
    r"[ -](?:surround|HDR|UHD|Ultra HD|videos?|resolution|displays?|TVs?|monitors?|streaming|screens?|cameras?|movies?|footage|recording|gaming|ready)\b|[.,;:)]|$"
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A number with the words around it: `before` in small letters, `after` as written."""

    number: str
    before: str
    after: str
    has_size: bool = False
    has_unit: bool = False
    has_operator: bool = False
    is_first: bool = False

    @classmethod
    def at(cls, text: str, small: str, start: int, end: int, **signs: bool) -> Surroundings:
        """The surroundings of the number `text[start:end]`; `small` is the text in small letters."""
        return cls(
            text[start:end].strip(),
            small[max(0, start - _REACH) : start],
            text[end : end + _AHEAD],
            is_first=not text[max(0, start - _REACH) : start].strip(),
            **signs,
        )


def is_measure(number: Surroundings, *, loose: bool = False) -> bool:
    """True if the number measures or counts something. `loose` takes every number that names nothing else."""
    if (
        _PER.search(number.before)
        or _is_name(number)
        or _is_beside(number)
        or (not loose and (_is_format(number) or names_race(number.number, number.before, number.after)))
    ):
        return False
    if number.has_size:
        return True
    if not loose and _DIVISOR.search(number.before):
        return False
    if number.has_unit:
        return True
    if is_year(number.number):
        return False
    return loose or (not _DIVIDED.match(number.after) and _is_counted(number))


def _is_beside(number: Surroundings) -> bool:
    """True for the level of a confidence interval, "the richest 10%", how long something is the lowest, and an age without its unit."""
    if number.has_unit or number.has_size:
        return bool(_CONFIDENCE.match(number.after) or _RANKED.search(number.before))
    return bool(
        (DURATION.match(number.after) and _RECORD_SPAN.search(number.before)) or _AGED.search(number.before)
    )


def _is_name(number: Surroundings) -> bool:
    """True if the number is part of a word, or the number of a list's item, a page, a version."""
    if number.has_size:
        return bool(_ATTACHED_TO_SIZE.match(number.after)) or (
            number.number[-1:] in "BM" and bool(_SIZED.match(number.after))
        )
    return bool(
        _ATTACHED.match(number.after)
        or (_MULTIPLIED.match(number.after) and not number.has_unit)
        or _MULTIPLIES.search(number.before)
        or _REFERRED.search(number.before)
        or (_HASH.search(number.before) and not number.has_unit)
        or (number.is_first and _LIST_NUMBER.match(number.after))
    )


def _is_format(number: Surroundings) -> bool:
    return number.number in _FORMATS and not number.has_operator and _FORMAT.match(number.after) is not None


def _is_counted(number: Surroundings) -> bool:
    """True if the words around a bare number make it an amount."""
    if _OF_TOTAL.match(number.after) or _OF_PART.search(number.before):
        return True
    if _GROUPED.search(number.number) or _POWER.search(number.number):
        return True
    if "." in number.number or "," in number.number[-3:]:
        return not _RELEASE.match(number.after)
    if DURATION.match(number.after):
        return not PAST.search(number.before) or number.before.endswith("next ")
    if (_SCORED.search(number.before) or _CHANGED_TO.search(number.before)) and not _NO_SCORE.match(
        number.after
    ):
        return True
    return bool(
        (_COUNTED.match(number.after) and not _LATELY.search(number.before))
        or _PRONOUN_AFTER.match(number.after)
        or number.has_operator
    )


def is_year(number: str) -> bool:
    """True for four digits that are read as a year wherever no unit says otherwise."""
    return len(number) == 4 and number.isdigit() and number[:2] in {"19", "20"}


def money_behind(after: str) -> str:
    """The currency of "5 million euros" out of what stands behind the number."""
    word = _OF.sub("", after.strip(" \u00a0\u202f")).split(" ", 1)[0].rstrip(".,;:)")
    return "" if word.startswith("$") else currency(word)
