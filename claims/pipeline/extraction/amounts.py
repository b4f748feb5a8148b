"""Amounts: the numbers of a text that measure or count something, and how they are meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from claims.pipeline.extraction.changes import change_of, on_year, signed_change
from claims.pipeline.extraction.cues import in_small
from claims.pipeline.extraction.digit_numbers import DigitNumber, find_digit_numbers
from claims.pipeline.extraction.identifiers import Masked
from claims.pipeline.extraction.magnitudes import currency, usual_unit
from claims.pipeline.extraction.measures import (
    DURATION,
    PAST,
    Surroundings,
    is_measure,
    money_behind,
)
from claims.pipeline.extraction.mentions import Mention
from claims.pipeline.extraction.number_pairs import NOUN, is_total, joint_of
from claims.pipeline.extraction.number_words import WrittenNumber, find_written_numbers
from claims.pipeline.extraction.numerals import has_decimal_comma
from claims.vocabulary import Op

_OP = re.compile(
    r"(?<![a-z])(?:(?P<AT_LEAST>(?:at least|no (?:fewer|less) than|not less than|a minimum of|minimum|≥|>=|⩾|至少|不低于)\W{0,3}$)"
    r"|(?P<AT_MOST>(?:up to|at most|as (?:many|much|high|long|large|far) as|no more than|not more than|a maximum of|maximum|≤|<=|⩽|高达|多达|不超过)\W{0,3}$)"
    r"|(?P<MORE>(?:more than|greater than|higher than|over|above|beyond|exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|topp(?:ed|ing)|crossed|upwards? of|north of|>|超过|超|逾|突破)\W{0,3}(?:an? )?$)"
    r"|(?P<LESS>(?:less than|fewer than|lower than|under|below|just short of|<|低于|不到|不足)\W{0,3}(?:an? )?$)"
    r"|(?P<ABOUT>(?:about|around|approximately|approx\.?|roughly|nearly|almost|circa|close to|an? estimated|estimated|some|~|≈|∼|约|大约|近|接近)\W{0,3}$))"
)
_BEFORE = 32
_MAX_RATIO = 10**6
_ERROR_ALONE = re.compile(r"(?:±|\+/-|\+/−)[ \u00a0]?$")
_OF_TOTAL = re.compile(r"[ \u00a0](?:out )?of (?:the |its |all )?[\d.,]+")
# "seven of the nine members"
_OF_ALL = re.compile(r"[ \u00a0](?:out )?of (?:its|the|their)(?: \w+(?=[ ]\w))?(?=[ ])")
# "the 2,000-page report" counts pages.
_JOINED = re.compile(r"[-‑]([a-z]{2,20})(?![\w-])")
_PARAMETERS = ("param", "model", "dense", "active", "activated", "total")
_PLURAL_NOUN = re.compile(
    r"[ -](?P<noun>(?:[a-z][\w-]*[ ]){0,3}?(?:[a-z][\w-]*s|people|women|men|children)\b)"
)
_ABSTRACT = re.compile(
    r"(?:areas?|ways?|avenues?|modes?|scenarios?|types?|kinds?|categor(?:y|ies)|pillars?|benchmarks?|parts?|sizes of|models?|questions?|reasons?|factors?|things|aspects|features|points|options|steps|"
    r"sides|versions|variants|components|elements|principles|goals|problems|others|examples|groups|classes|stages|phases|approaches|methods|tests|metrics|series|times)$",
    re.IGNORECASE,
)
_UNIT_WORDS = re.compile(r"[ -](?:percentage points?|per ?cent|basis points?)\b")
_VAGUE_NOUN = re.compile(r" of (?P<noun>[a-z][\w-]*)")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that was found, before it is known of what.

    `noun` is what is counted or the words that name the measure. `change` is what the number says of a change (see `changes`), ""
    at what a value is.
    """

    start: int
    end: int
    op: Op
    low: Decimal
    high: Decimal | None
    unit: str
    noun: str
    change: str = ""

    @property
    def measure(self) -> str:
        """The name of the measure, with what a change adds to it: "staff", "staff, before", "increase"."""
        return ", ".join(filter(None, (self.noun, self.change)))


def find_amounts(
    text: str,
    mentions: Sequence[Mention],
    first: int = 0,
    last: int | None = None,
    *,
    loose: bool = False,
    language: str = "",
) -> list[Amount]:
    """The amounts of `text[first:last]` in order, none within a name, a date or another amount.

    `loose` takes every number for a measure, as in a table's cell. `language` (a BCP 47 tag) decides what 1.234 means.
    """
    last = len(text) if last is None else last
    masked = Masked(text, mentions, first, last)
    written = list(_read_words(text, first, last, masked))
    numbers = [
        number
        for number in find_digit_numbers(text, first, last, decimal_comma=has_decimal_comma(language))
        if number.digits not in masked and not masked.reaches(text, number.start)
    ]
    amounts = [*written, *_read_digits(text, numbers, loose=loose)]
    return sorted(amounts, key=lambda amount: amount.start)


def _read_digits(text: str, numbers: Sequence[DigitNumber], *, loose: bool) -> Iterator[Amount]:
    """Each number, with the next one where the two belong together."""
    i = 0
    while i < len(numbers):
        number, follow = numbers[i], numbers[i + 1] if i + 1 < len(numbers) else None
        joint = joint_of(text, number, follow) if follow else ""
        is_whole = follow is not None and is_total(text, number, follow)
        if joint and follow:
            yield from _read_two(text, number, follow, joint, loose=loose)
        else:
            yield from _read_one(text, number, loose=loose)
        i += 2 if joint or is_whole else 1


def _read_two(
    text: str, first: DigitNumber, second: DigitNumber, joint: str, *, loose: bool
) -> Iterator[Amount]:
    unit = first.unit or second.unit
    if not _measures(text, first.start, second, unit, first.size or second.size, loose=loose):
        return
    unit, noun = _unit_and_noun(text, second, unit)
    op = _op(text, first)
    if joint == "change":
        change = change_of(text, first.start, unit)
        yield Amount(first.start, first.end, op, first.value, None, first.unit or unit, noun, change)
        yield Amount(second.start, second.end, _op(text, second), second.value, None, unit, noun)
        return
    if (
        joint == "pair"
        and not first.unit
        and not _is_alike(first, second)
        and change_of(text, first.start, "") != "before"
    ):
        yield from _read_one(text, first, loose=loose)
        yield from _read_one(text, second, loose=loose)
        return
    if joint == "error":
        yield _interval(first, second, unit, noun)
    elif joint == "range":
        low, high = first.scaled(second.size), second.scaled(first.size)
        yield Amount(first.start, second.end, Op.RANGE, low, high, unit, noun)
    else:
        shares_size = _shares_size(text, first, second) or not _is_alike(first, second)
        low = first.scaled(second.size) if shares_size else first.value
        change = change_of(text, first.start, unit, is_pair=True)
        yield Amount(first.start, first.end, op, low, None, unit, noun, change)
        yield Amount(second.start, second.end, _op(text, second), second.value, None, unit, noun)


def _is_alike(first: DigitNumber, second: DigitNumber) -> bool:
    """True if two values may be of one measure: none is more than a million times the other."""
    low, high = sorted((abs(first.value), abs(second.value)))
    return not low or high / low < _MAX_RATIO


def _shares_size(text: str, first: DigitNumber, second: DigitNumber) -> bool:
    """ "1 or 2 million" are millions both; "from 5 to 2 million" and "300 and 2 million" need not be."""
    return text[first.end : second.start].strip() in {"or", "-", "–"}


def _interval(value: DigitNumber, error: DigitNumber, unit: str, noun: str) -> Amount:
    """ "82.0 ± 0.4" is all from 81.6 to 82.4; an error in per cent is a share of the value."""
    margin = error.value
    if error.unit == "%" and value.unit != "%" and value.unit:
        margin = value.value * error.value / 100
    elif not error.size and value.size:
        margin = error.scaled(value.size)
    return Amount(value.start, error.end, Op.RANGE, value.value - margin, value.value + margin, unit, noun)


def _read_one(text: str, number: DigitNumber, *, loose: bool) -> Iterator[Amount]:
    if not _measures(text, number.start, number, number.unit, number.size, loose=loose):
        return
    unit, noun = _unit_and_noun(text, number, number.unit)
    yield Amount(
        number.start,
        number.end,
        _op(text, number),
        number.value,
        None,
        unit,
        noun,
        change_of(text, number.start, unit, end=number.end)
        or signed_change(text, number.start, number.end, unit),
    )


def _measures(text: str, start: int, last: DigitNumber, unit: str, size: str, *, loose: bool) -> bool:
    small = in_small(text)
    before = small[max(0, start - _BEFORE) : start]
    has_unit = bool(
        unit or last.has_plus or money_behind(text[last.end : last.end + 20]) or _ERROR_ALONE.search(before)
    )
    surroundings = Surroundings.at(
        text,
        small,
        start,
        last.end,
        has_size=bool(size),
        has_unit=has_unit,
        has_operator=bool(_OP.search(before)),
    )
    return is_measure(surroundings, loose=loose)


def _op(text: str, number: DigitNumber) -> Op:
    if number.has_plus:
        return Op.AT_LEAST
    return _op_before(
        in_small(text)[max(0, number.start - _BEFORE) : number.start], text[number.end : number.end + 30]
    )


def _op_before(before: str, after: str) -> Op:
    match = _OP.search(before)
    if not match or (match[0].startswith(("over", "under")) and DURATION.match(after)):
        return Op.EQUAL
    return Op[match.lastgroup or "EQUAL"]


def _unit_and_noun(text: str, number: DigitNumber, unit: str) -> tuple[str, str]:
    """The unit and the words that name the measure."""
    total = _OF_TOTAL.match(text, number.end)
    match = _JOINED.match(text, number.end) or NOUN.match(text, total.end() if total else number.end)
    words = match[1].strip(" -") if match else ""
    if unit:
        return unit, "" if on_year(text, number.end) else words
    if money := money_behind(text[number.end : number.end + 20]):
        return money, words
    if number.size == "B" and (not words or words.startswith(_PARAMETERS)):
        return "parameters", "parameters"
    if currency(words):
        return currency(words), words
    return words, words


def _read_words(text: str, first: int, last: int, masked: Masked) -> Iterator[Amount]:
    """Numbers that are written out: "six model sizes", "almost half of", "trillions of tokens"."""
    end = first
    numbers = sorted(find_written_numbers(text, first, last), key=lambda number: (number.start, -number.end))
    for number in numbers:
        if number.start < end:
            continue
        if amount := _written(text, number):
            end = amount.end
            masked.add(amount.start, amount.end)
            yield amount


def _written(text: str, number: WrittenNumber) -> Amount | None:
    before = in_small(text)[max(0, number.start - _BEFORE) : number.start]
    op = _op_before(before, text[number.end :][:30])
    if number.kind == "share":
        change = change_of(text, number.start, "%")
        return Amount(
            number.start, number.end, op, number.value, None, "%", "" if change else "share", change
        )
    if number.kind == "multiple":
        return Amount(number.start, number.end, op, number.value, None, "x", "factor")
    if number.kind == "vague":
        noun = _VAGUE_NOUN.match(text, number.end)
        words = noun["noun"] if noun else ""
        return Amount(number.start, number.end, Op.AT_LEAST, number.value, None, words, words)
    return _counted(text, number, before, op)


def _counted(text: str, number: WrittenNumber, before: str, op: Op) -> Amount | None:
    """A cardinal in words counts only with a unit or what it counts behind it."""
    if money := money_behind(text[number.end : number.end + 20]):
        return Amount(number.start, number.end, op, number.value, None, money, "")
    if unit := _UNIT_WORDS.match(text, number.end):
        return Amount(number.start, unit.end(), op, number.value, None, usual_unit(unit[0]), "")
    of_all = _OF_ALL.match(text, number.end)
    noun = _PLURAL_NOUN.match(text, of_all.end() if of_all else number.end)
    is_past = PAST.search(before) and not before.endswith("next ")
    if (
        not noun
        or number.value <= 1
        or is_past
        or (
            number.value < 100
            and _ABSTRACT.search(noun["noun"])
            and not (noun["noun"] == "points" and before.endswith("by "))
        )
    ):
        return None
    return Amount(number.start, number.end, op, number.value, None, noun["noun"], noun["noun"])
