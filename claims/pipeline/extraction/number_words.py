"""Number words: numbers, shares and multiples that are written out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Context, Decimal
from itertools import islice

from claims.pipeline.extraction.cues import cues, words_of

MAX_NUMBERS = 120
"""Numbers that are read in one text."""

_UNITS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "dozen": 12,
}  # fmt: skip
_FACTORS = {
    "hundred": 10**2,
    "thousand": 10**3,
    "lakh": 10**5,
    "million": 10**6,
    "crore": 10**7,
    "billion": 10**9,
    "trillion": 10**12,
}
_FRACTIONS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6,
    "seventh": 7, "sevenths": 7, "eighth": 8, "eighths": 8, "ninth": 9, "ninths": 9, "tenth": 10, "tenths": 10,
}  # fmt: skip
_MULTIPLES = {
    "twice": "2", "double": "2", "doubled": "2", "doubles": "2", "doubling": "2", "twofold": "2", "triple": "3", "tripled": "3",
    "triples": "3", "tripling": "3", "treble": "3", "trebled": "3", "trebling": "3", "thrice": "3", "threefold": "3", "quadruple": "4",
    "quadrupled": "4", "quadrupling": "4", "fourfold": "4", "quintupled": "5", "fivefold": "5", "sixfold": "6", "sevenfold": "7",
    "eightfold": "8", "ninefold": "9", "tenfold": "10", "hundredfold": "100", "halved": "0.5", "halves": "0.5", "halving": "0.5",
}  # fmt: skip
_HUNDRED = Decimal(100)
_PLURALS = {
    "hundreds": 10**2,
    "thousands": 10**3,
    "millions": 10**6,
    "billions": 10**9,
    "trillions": 10**12,
    "tens": 10,
}

NUMBER_CUES = cues(" ".join([*_UNITS, *_FACTORS, *_FRACTIONS, *_MULTIPLES, *_PLURALS]))
"""A text without any of these words holds no number that is written out."""

_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_FACTOR = "|".join(_FACTORS)
_FRACTION = "|".join(sorted(_FRACTIONS, key=len, reverse=True))
_CARDINAL = rf"(?:{_UNIT}|a(?=[ -](?:dozen|{_FACTOR})\b))(?>[ -](?:and[ -])?(?:a[ ]half(?=[ ](?:{_FACTOR})\b)|{_UNIT}|{_FACTOR})\b)*+"
_NUMBER = re.compile(
    r"(?<![\w-])(?:(?:half|(?P<quarter>a[ ]quarter[ ]of))[ ](?:a|an)[ -](?P<half>" + _FACTOR + r")"
    rf"|(?P<number>{_CARDINAL}))\b(?![-](?!(?:year|month|week|day|hour|minute|percent|point|fold|member|page|bed|seat|person|storey|story|mile|foot|metre|meter|billion|million)\b)\w)",
    re.IGNORECASE,
)
_AFTER_CHANGE = r"(?=[ ](?:to|in|over|on|at|since|from|compared|last|this|within|during|between|year|by|and|or|but|as|when|while|after|before)\b|[.,;:)]|$)"
_SHARE = re.compile(
    rf"(?<![\w-])(?:(?P<of>(?P<low>{_UNIT}|\d{{1,3}})(?:[ ]in(?:[ ]every)?|[ ]out[ ]of(?:[ ]every)?)[ ](?P<high>{_UNIT}|\d{{1,3}}(?:,\d{{3}}){{0,2}}))"
    rf"(?=[ ](?!(?:years?|months?|weeks?|days?|hours?|minutes?|games?|seasons?|quarters?|million|billion|thousand|percent)\b)[a-zA-Z(]|[.,;:)]|$)(?![.,]\d)"
    rf"|(?P<plural>(?:{_UNIT}))[ -](?P<parts>\w{{4,8}}s)(?=[ ](?:of|the|more|less|fewer|as|said|say|were|was|are|is|have|had|in favou?r|majority|lower|higher)\b|[.,;)]|$)"
    r"|(?P<single>(?:an?|one)[ -](?P<part>half|third|quarter|fifth|sixth|seventh|eighth|tenth))(?=[ ](?:of|the|more|less|fewer|as|lower|higher|larger|smaller)\b|[.,;)]|$)"
    rf"|(?<=\bby )(?P<changed>(?:(?:an?|one)[ -](?P<changed_part>{_FRACTION})|(?P<changed_plural>{_UNIT})[ -](?P<changed_parts>{_FRACTION})|(?P<changed_half>half))){_AFTER_CHANGE}"
    r"|(?<!\bfirst )(?<!\bsecond )(?<!\blatter )(?<!\blast )(?<!\bother )(?P<bare>half)(?=[ ](?:of|the|its|their|all|our|his|her)\b)"
    r"|(?P<numerator>[1-9])/(?P<denominator>[2-9]|10)(?=[ ](?:of|the)\b))",
    re.IGNORECASE,
)
_MULTIPLE = re.compile(
    r"(?<![\w-])(?:(?P<verb>(?:doubl|tripl|trebl|quadrupl|quintupl)(?:ed|ing|es)|halved|halving)\b(?![ -](?:down|as|over|agent|sid|bottom))"
    r"|(?P<adverb>twice|thrice|double|triple|treble|quadruple)(?=[ ](?:as|the|that|its|their|his|her|what|those|more|faster|higher|larger)\b)"
    rf"|(?P<times>{_UNIT}|a[ ](?:hundred|thousand|dozen))[ ]times(?=[ ](?:as|the|that|its|their|his|her|what|more|less|fewer|faster|slower|higher|lower|larger|bigger|smaller|cheaper|greater|better|longer)\b)"
    r"|(?P<fold>(?:two|three|four|five|six|seven|eight|nine|ten|hundred)-?fold)\b)",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"(?<![\w-])(?P<first>hundreds|tens|thousands|dozens)?(?P<of>[ ]of[ ])?(?P<second>thousands|millions|billions|trillions) of (?P<noun>[a-z][\w-]*)"
)


_DIGIT_SHARE = re.compile(r"\d(?: in | out of |/)(?:every )?[\da-z]")


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """A number in words: `text[start:end]`. `kind` is number, share, multiple or vague."""

    start: int
    end: int
    value: Decimal
    kind: str


def find_written_numbers(
    text: str, first: int, last: int, *, limit: int = MAX_NUMBERS
) -> Iterator[WrittenNumber]:
    """The numbers in words of `text[first:last]`, of each kind in order; those of one kind do not overlap."""
    if NUMBER_CUES.isdisjoint(words_of(text[first:last])) and not _DIGIT_SHARE.search(text, first, last):
        return
    for pattern, read in _READERS:
        yield from filter(None, map(read, islice(pattern.finditer(text, first, last), limit)))


def cardinal(words: str) -> Decimal | None:
    """The value of "two hundred and fifty thousand"; None for words that are no one number ("one two")."""
    total, part, smallest = Decimal(0), Decimal(0), Decimal("Infinity")
    for word in re.split(r"[ -]+", words.casefold().replace(" and a half", " half")):
        factor = Decimal(_FACTORS.get(word, 0))
        if factor == _HUNDRED and 0 < part < _HUNDRED:
            part *= _HUNDRED
        elif factor:
            total, part = (
                (total + (part or 1) * factor, Decimal(0)) if factor < smallest else (total * factor, part)
            )
            smallest = factor
        elif (added := _added(part, word)) is not None:
            part = added
        else:
            return None
    return total + part


def _added(part: Decimal, word: str) -> Decimal | None:
    """The number so far with one more word; None where the word goes on with no number: "two three"."""
    if word == "half":
        return part + Decimal("0.5")
    if word == "dozen":
        return (part or 1) * Decimal(12)
    value = _UNITS.get(word, 0)
    is_tens = part % 100 >= 20 and part % 10 == 0 and value < 10
    return part + value if part % 100 == 0 or is_tens else None


def share(low: Decimal, high: Decimal) -> Decimal:
    """A share in per cent: 12.5 of "1 in 8", 33.3 of "a third"; three digits where it does not end."""
    exact = low * 100 / high
    if exact == exact.quantize(Decimal("0.0001")):
        return Decimal(f"{exact.normalize():f}")
    return Context(prec=3).plus(exact)


def _read_number(match: re.Match[str]) -> WrittenNumber | None:
    if match["half"]:
        value: Decimal | None = Decimal(_FACTORS[match["half"].casefold()]) / (4 if match["quarter"] else 2)
    else:
        value = cardinal(match["number"])
    return None if value is None else WrittenNumber(match.start(), match.end(), value, "number")


def _read_share(match: re.Match[str]) -> WrittenNumber | None:
    low, high = _parts_of(match)
    if not 0 < low < high:
        return None
    return WrittenNumber(match.start(), match.end(), share(low, high), "share")


def _parts_of(match: re.Match[str]) -> tuple[Decimal, Decimal]:
    """How many of how many; as many of as many where the words say no share."""
    if match["of"]:
        return _small(match["low"]), _small(match["high"])
    if match["changed"]:
        part = match["changed_part"] or match["changed_parts"] or match["changed_half"]
        return _small(match["changed_plural"] or "1"), Decimal(_FRACTIONS[part.casefold()])
    if match["plural"]:
        return _small(match["plural"]), Decimal(_FRACTIONS.get(match["parts"].casefold(), 1))
    if match["numerator"]:
        return Decimal(match["numerator"]), Decimal(match["denominator"])
    return Decimal(1), Decimal(_FRACTIONS[(match["part"] or match["bare"]).casefold()])


def _small(number: str) -> Decimal:
    return Decimal(_UNITS.get(number.casefold(), 0)) or Decimal(number.replace(",", ""))


def _read_multiple(match: re.Match[str]) -> WrittenNumber | None:
    if match["times"]:
        value = cardinal(match["times"])
    else:
        value = Decimal(_MULTIPLES[match[0].casefold().replace("-", "")])
    return None if value is None else WrittenNumber(match.start(), match.end(), value, "multiple")


def _read_vague(match: re.Match[str]) -> WrittenNumber | None:
    if bool(match["first"]) != bool(match["of"]):
        return None
    value = _PLURALS[match["second"]] * _PLURALS.get(match["first"] or "", 12 if match["first"] else 1)
    return WrittenNumber(match.start(), match.end("second"), Decimal(value), "vague")


_READERS = (
    (_SHARE, _read_share),
    (_MULTIPLE, _read_multiple),
    (_VAGUE, _read_vague),
    (_NUMBER, _read_number),
)
