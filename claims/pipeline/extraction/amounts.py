"""Amounts: the numbers of a sentence that measure or count something, and how they are meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from claims.pipeline.extraction.cues import cues, in_small, matches, words_of
from claims.pipeline.extraction.magnitudes import NUMBER_WORDS, currency, worth
from claims.pipeline.extraction.mentions import Mention
from claims.values import Op

_DIGITS = r"\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,6})?|\d{1,15}(?:\.\d{1,6})?"
_SIGN = r"(?:US\$|HK\$|[$€£¥₹]|(?:USD|EUR|GBP|CNY|RMB|INR|JPY|CHF)[ \u00a0])"
_SIZE = r"[ \u00a0-]?(?:(?:thousand|million|billion|trillion)s?|bn|mn|tn)\b|[KMBTkmb](?![\w.]*\w)|(?:万亿|千亿|百亿|十亿|亿|千万|百万|万)"
_NUMBER = re.compile(
    rf"(?<![A-Za-z0-9_.@#^])(?P<sign>{_SIGN})?[ \u00a0]?(?P<low>{_DIGITS})(?P<size>{_SIZE})?"
    rf"(?:(?P<between>[ \u00a0]?(?:[–—-]|→|->|~(?=\d))[ \u00a0]?|[ \u00a0](?:to|and|or)[ \u00a0](?:a[ ][a-z]{{3,12}}[ ])?)(?P<sign2>{_SIGN})?(?P<high>{_DIGITS})(?P<size2>{_SIZE})?)?"
    rf"(?P<plus>\+)?(?P<unit>[ \u00a0]?(?:%|％|percentage points?\b|percent\b|per cent\b|[x×](?![\w])|[KMGT]B\b|[kKMGT]?Hz\b|[mµn]s\b|tok/s\b|fps\b|[kMG]?W\b|k?Wh\b|°[CF]|美元|元|欧元|人民币|个百分点|倍))?"
)
_WORD_NUMBER = re.compile(
    rf"(?<![\w-])(?P<low>{NUMBER_WORDS})(?= (?P<noun>(?:[a-z][\w-]*[ ]){{0,3}}?[a-z][\w-]*s)\b)",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_LEAD = 5  # characters before a number's first digit that belong to it at most: "USD 5"
# A text without any of these words holds no number that is written out.
_WORD_CUES = frozenset(NUMBER_WORDS.replace("a dozen", "dozen").split("|")) | cues(
    "millions billions trillions half third thirds quarter quarters twice double triple"
)
_VAGUE = re.compile(
    r"(?<![\w-])(?P<size>(?:hundreds of |tens of )?(?:trillions|billions)|(?:hundreds|tens) of millions) of (?P<noun>[a-z][\w-]*)"
)
_PART = re.compile(
    r"(?<![\w-])(?:(?P<half>half)(?= (?:of|the|its|their|all)\b)|(?P<third>(?:one|a)[ -]third)|(?P<thirds>two[ -]thirds)|(?P<quarter>(?:one|a)[ -]quarter)(?= of)"
    r"|(?P<quarters>three[ -]quarters)|(?P<twice>twice|double)(?= (?:as|the|that|its)\b)|(?P<thrice>three times|triple)(?= (?:as|the|that|its|more|faster|higher)\b))",
    re.IGNORECASE,
)
_PARTS = {
    "half": ("50", "%"),
    "third": ("33.3", "%"),
    "thirds": ("66.7", "%"),
    "quarter": ("25", "%"),
    "quarters": ("75", "%"),
    "twice": ("2", "x"),
    "thrice": ("3", "x"),
}
_OP = re.compile(
    r"(?P<AT_LEAST>(?:at least|no (?:fewer|less) than|a minimum of|minimum|≥|>=|至少|不低于)\W{0,3}$)"
    r"|(?P<AT_MOST>(?:up to|at most|as (?:many|much|high|long|large|far) as|no more than|not more than|a maximum of|maximum|≤|<=|高达|多达|不超过)\W{0,3}$)"
    r"|(?P<MORE>(?:more than|greater than|higher than|over|above|beyond|exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|topp(?:ed|ing)|crossed|upwards? of|north of|>|超过|超|逾|突破)\W{0,3}(?:an? )?$)"
    r"|(?P<LESS>(?:less than|fewer than|lower than|under|below|<|低于|不到|不足)\W{0,3}(?:an? )?$)"
    r"|(?P<ABOUT>(?:about|around|approximately|approx\.?|roughly|nearly|almost|circa|close to|an? estimated|estimated|some|~|≈|约|大约|近|接近)\W{0,3}$)"
)
_BEFORE = 32
_MOST = 120  # numbers that are looked at in one sentence
_DURATION = re.compile(r"[ -](?:\w+ ){0,1}(?:years?|months?|weeks?|days?|quarters?|decades?)\b")
_PAST = re.compile(
    r"\b(?:past|last|latest|previous|recent|first|other|these|those|their|his|her|following|the)\W{1,2}$"
)
_CHANGE = re.compile(
    r"\b(?:gr[eo]w|grown|growing|ris|rose|rais|increas|expand|jump|climb|fall|fell|drop|decreas|declin|improv|extend|went|mov|doubl|soar|surg|cut|reduc|up|down|shr[iau]nk)\w{0,4}\b[^.;]{0,40}$"
)
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}"
_DATED = re.compile(rf"(?:\b{_MONTH}\.?|\bq[1-4])[ \u00a0]$")
_DAY = re.compile(rf"[ \u00a0](?:of )?{_MONTH}\b(?:[ ,]|$)")
_DATE = re.compile(
    r"\b(?:19|20)\d\d(?:-\d{1,2}(?:-\d{1,2})?|[./]\d{1,2}(?:[./]\d{1,2})?)\b|\b\d{1,2}/\d{1,2}/(?:19|20)?\d\d\b|\b\d{1,2}:\d\d\b|\d{1,4}[年月日号]"
)
_DATE_CUE = re.compile(r"\d[-/:年月日号]|\d{4}\.\d")
_REFERS = re.compile(
    r"\b(?:version|v|table|amount|fig\.?|section|sec\.?|chapter|page|pp?\.|step|phase|level|tier|part|no\.|number|volume|vol\.|day|stage|grade|equation|eq\.|appendix|item|question|row|line|section|python|http|type|class|form|rule|article|act|episode|season|series|route|gen|room|formula|sub|layer)[ \u00a0#]{0,2}$"
)
_COUNTED = re.compile(
    r"[ \u00a0-](?:(?!to |of |in |on |at |and |or |for |by |the |with |from |as |is |are |was |were |it |has )[a-zA-Z][\w/-]*[ \u00a0]){0,3}(?:[a-z][\w-]*s|people|staff|personnel|men|women|children|fps|tok/s|data)\b"
)
_NOUN = re.compile(
    r"[ \u00a0-]?((?:(?!to |of |in |on |at |and |or |for |by |the |with |from |as |is |are |was |were |it |has |per )[a-zA-Z][\w/-]*[ \u00a0-]){0,3}?[a-z][\w/-]*(?:s\b|(?= (?:of|in|on|at|for|by|with|from|to|and|or|that|which|is|are|was|were)\b)|(?=[.,;:)]|$)))"
)
_SCORED = re.compile(
    r"(?:\b(?:scor(?:e|es|ed|ing)|achiev(?:e|es|ed|ing)|obtain(?:s|ed|ing)?|reach(?:es|ed|ing)?|attain(?:s|ed|ing)?|earn(?:s|ed|ing)?|elo|rating|accuracy|average|total|count|index|pace|rank|ranked|"
    r"score of|scores of|rate of|rating of|total of|pace of|average of|margin of|value of|from|by|hit|hits|gets?|got|posted|at|#)\W{1,3}(?:(?:a|an|the|only|just|about|around|over)\W)?)$"
)
_PRONOUN_AFTER = re.compile(r" (?:it|they|we|he|she|out of)\b")
_SUFFIXED = re.compile(
    r"(?:st|nd|rd|th|s)\b|-(?!(?:year|month|billion|million|parameter|token|percent|hour|minute|layer|bit)\b)[a-zA-Z]|[a-zA-Z_@]|\.\d|:\d|[./]\d+[./]"
)
_SUFFIXED_SIZE = re.compile(
    r"-(?!(?:year|month|parameter|param|token|percent|hour|minute|layer|bit|dollar|euro)\b)[a-zA-Z]|[a-zA-Z_@]"
)
# "the 72B model" is a name, "the 72B parameter model" a size
_SIZED = re.compile(
    r"[ -](?:(?:dense|base|chat|instruct|and \d+B)[ -])?(?:models?|variants?|versions?|checkpoints?|LLMs?)\b"
)
_RELEASE = re.compile(
    r"[ \u00a0](?:release|version|update|edition|variant|series|model)\b|[ \u00a0](?:in|on) (?:19|20)\d\d"
)
_FORMATS = frozenset({"2K", "4K", "5K", "8K", "2.1", "5.1", "7.1"})
# "4K video" and "5.1 surround sound" are names of formats.
_FORMAT = re.compile(
    r"[ -](?:surround|HDR|UHD|Ultra HD|videos?|resolution|displays?|TVs?|monitors?|streaming|screens?|cameras?|movies?|footage|recording|gaming|ready)\b"
)
_LIST_NUMBER = re.compile(r"\s{0,3}[.)、](?:\s|$)")
_ABSTRACT = re.compile(
    r"(?:areas?|ways?|avenues?|modes?|scenarios?|types?|kinds?|categor(?:y|ies)|pillars?|benchmarks?|parts?|sizes of|models?|questions?|reasons?|factors?|things|aspects|features|points|options|steps|"
    r"sides|versions|variants|components|elements|principles|goals|problems|others|examples|groups|classes|stages|phases|approaches|methods|tests|metrics|series|times)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that was found, before it is known of what."""

    start: int
    end: int
    op: Op
    low: Decimal
    high: Decimal | None
    unit: str
    noun: str


def find_amounts(
    text: str, mentions: Sequence[Mention], first: int = 0, last: int | None = None, *, loose: bool = False
) -> list[Amount]:
    """The amounts of `text[first:last]` in order, none within a name or a date.

    `loose` takes every number for a measure, as in a table's cell.
    """
    last = len(text) if last is None else last
    found: list[Amount] = []
    if _DIGIT.search(text, first, last):
        found.extend(_read_digits(text, mentions, first, last, loose=loose))
    if not _WORD_CUES.isdisjoint(words_of(text[first:last])):
        found.extend(_read_words(text, first, last))
    return sorted(found, key=lambda amount: amount.start)


def _read_digits(
    text: str, mentions: Sequence[Mention], first: int, last: int, *, loose: bool
) -> Iterator[Amount]:
    """Numbers in digits, none within a name or a date."""
    taken = bytearray(len(text) + 1)
    for mention in mentions:
        taken[mention.start : mention.end] = b"\x01" * (mention.end - mention.start)
    if _DATE_CUE.search(text, first, last):
        for date in _DATE.finditer(text, first, last):
            taken[date.start() : date.end()] = b"\x01" * (date.end() - date.start())
    for number in islice(matches(_NUMBER, _DIGIT, _LEAD, text, first, last), _MOST):
        is_format = number[0].strip() in _FORMATS and _FORMAT.match(text, number.end())
        if not taken[number.start("low")] and not is_format:
            yield from _read_number(text, number, loose=loose)


def _read_number(text: str, number: re.Match[str], *, loose: bool) -> Iterator[Amount]:
    """One amount or a range of two; nothing where the number measures nothing."""
    if not _is_measure(text, number, loose=loose):
        return
    low_end = number.end("size") if number["size"] else number.end("low")
    size2 = number["size2"] or ""
    second = _second(text, number)
    low_size = number["size"] or (size2 if second == "range" else "")
    low = worth(number["low"], low_size)
    high = worth(number["high"], size2 or (number["size"] or "")) if number["high"] else None
    if low is None:
        return
    if (
        high is not None and _is_year(number["low"]) and not number["size"] and not number["sign"]
    ):  # "in 2025 to $1,385 million"
        yield Amount(number.start("high"), number.end(), Op.EQUAL, high, None, *_unit(text, number, size2))
        return
    unit, noun = _unit(text, number, low_size)
    op = _op(text, number)
    if second == "range" and high is not None:
        yield Amount(number.start(), number.end(), Op.RANGE, low, high, unit, noun)
        return
    yield Amount(number.start(), low_end, op, low, None, unit, noun)
    if second == "pair" and high is not None:
        yield Amount(
            number.start("high"),
            number.end(),
            Op.AT_LEAST if number["plus"] else Op.EQUAL,
            high,
            None,
            unit,
            noun,
        )


def _second(text: str, number: re.Match[str]) -> str:
    """How the second number of "3–4.5x", "128K→256K", "1 or 2", "5 and 7" belongs to the first."""
    if not number["high"]:
        return ""
    between = number["between"].strip()
    if between.startswith(("→", "->")) or (
        between.startswith("to")
        and _CHANGE.search(in_small(text)[max(0, number.start() - 60) : number.start()])
    ):
        return "pair"
    if between == "and":
        return (
            "range"
            if re.search(r"\bbetween $", text[max(0, number.start() - 9) : number.start()])
            else "pair"
        )
    low, high = (
        worth(number["low"], number["size"] or number["size2"] or ""),
        worth(number["high"], number["size2"] or ""),
    )
    return "range" if low is not None and high is not None and low < high else "pair"


def _is_measure(text: str, number: re.Match[str], *, loose: bool) -> bool:
    before = in_small(text)[max(0, number.start() - 40) : number.start()]
    after = text[number.end() : number.end() + 60]
    if (
        (number["size"] or number["size2"] or "").strip() in {"B", "M"}
        and not number["sign"]
        and _SIZED.match(after)
    ):
        return False
    if number["size"] and not _SUFFIXED_SIZE.match(after):
        return True
    if (
        _SUFFIXED.match(after)
        or _REFERS.search(before)
        or (not text[: number.start()].strip() and _LIST_NUMBER.match(after))
    ):
        return False
    if (
        number["sign"]
        or number["size"]
        or number["size2"]
        or number["unit"]
        or number["plus"]
        or currency(after.strip().split(" ")[0] if after.strip() else "")
    ):
        return True
    if (
        _DATED.search(before)
        or _DAY.match(after.lower())
        or _is_year(number["low"])
        or (number["high"] and _is_year(number["high"]))
    ):
        return False
    if loose or before.endswith("out of "):
        return True
    if "." in number["low"]:
        return not _RELEASE.match(after)
    if _DURATION.match(after):
        return not _PAST.search(before) or before.endswith("next ")
    if _SCORED.search(before) and not re.match(r"[ ](?:and|or|to) \w", after):
        return True
    return bool(
        (_COUNTED.match(after) and not _PAST.search(before))
        or _PRONOUN_AFTER.match(after)
        or _OP.search(before)
    )


def _is_year(number: str) -> bool:
    return len(number) == 4 and number[:2] in {"19", "20"}


def _op(text: str, number: re.Match[str]) -> Op:
    if number["plus"]:
        return Op.AT_LEAST
    return _op_before(
        in_small(text)[max(0, number.start() - _BEFORE) : number.start()],
        text[number.end() : number.end() + 30],
    )


def _op_before(before: str, after: str) -> Op:
    found = _OP.search(before)
    if not found or (found[0].startswith(("over", "under")) and _DURATION.match(after)):
        return Op.EQUAL
    return Op[found.lastgroup or "EQUAL"]


def _unit(text: str, number: re.Match[str], size: str) -> tuple[str, str]:
    """The unit and the words that name the measure."""
    noun = _NOUN.match(text, number.end())
    words = noun[1].strip(" -") if noun else ""
    sign = currency(number["sign"] or number["sign2"] or number["unit"] or "")
    if sign:
        return sign, words
    if number["unit"]:
        unit = number["unit"].strip()
        return {"％": "%", "percent": "%", "per cent": "%", "×": "x"}.get(unit, unit), words
    if money := currency(words.split(" ")[0]):
        return money, words
    if size.strip() == "B" and (
        not words or words.startswith(("param", "model", "dense", "active", "total"))
    ):
        return "parameters", "parameters"
    return words, words


def _read_words(text: str, first: int, last: int) -> Iterator[Amount]:
    """Numbers that are written out: "six model sizes", "almost half of", "trillions of tokens"."""
    for number in islice(_WORD_NUMBER.finditer(text, first, last), _MOST):
        before = in_small(text)[max(0, number.start() - _BEFORE) : number.start()]
        value = worth(number["low"])
        if (
            value is not None
            and not _ABSTRACT.search(number["noun"])
            and not (_PAST.search(before) and not before.endswith("next "))
        ):
            yield Amount(
                number.start(),
                number.end(),
                _op_before(before, text[number.end() :][:30]),
                value,
                None,
                number["noun"],
                number["noun"],
            )
    for vague in islice(_VAGUE.finditer(text, first, last), _MOST):
        factor = {"h": 100, "t": 10}.get(vague["size"][0], 1) if " " in vague["size"] else 1
        value = worth(str(factor), vague["size"].split(" ")[-1])
        if value is not None:
            yield Amount(vague.start(), vague.end(), Op.AT_LEAST, value, None, vague["noun"], vague["noun"])
    for part in islice(_PART.finditer(text, first, last), _MOST):
        share, unit = _PARTS[part.lastgroup or "half"]
        before = in_small(text)[max(0, part.start() - _BEFORE) : part.start()]
        yield Amount(
            part.start(),
            part.end(),
            _op_before(before, ""),
            Decimal(share),
            None,
            unit,
            "share" if unit == "%" else "factor",
        )
