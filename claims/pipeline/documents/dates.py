"""Dates: parses dates in text, front matter and page metadata."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun",
            "july jul", "august aug", "september sep sept", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ISO = re.compile(
    r"\b(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s?(Z|[+-]\d{2}:?\d{2})?)?"
)
_SHAPES = (
    re.compile(
        rf"\b(?P<month>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\.?\s+(?P<month>{_MONTH})\.?,?\s+(?P<year>\d{{4}})\b",
        re.IGNORECASE,
    ),
    re.compile(r"(?P<year>\d{4})\s?[年/.]\s?(?P<month>\d{1,2})\s?[月/.]\s?(?P<day>\d{1,2})\s?日?"),
)
_LEAD = re.compile(
    r"(?:published|posted|updated|last updated|date|on|by .{1,60}|发布时间|日期)?[\s:：|,·—–-]{0,4}"
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s)?",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"[\s.,|·—–-]{0,4}(?:(?:at\s)?\d{1,2}:\d{2}.{0,20}|\d{1,3} min(?:ute)?s? read.{0,10}|updated.{0,40})?",
    re.IGNORECASE,
)


def parse_date(text: str) -> datetime | None:
    """Returns the first date in `text` as UTC; midnight if it has no time."""
    text = text[:200]
    if iso := _ISO.search(text):
        return _moment(iso)
    for shape in _SHAPES:
        if match := shape.search(text):
            month = match["month"].lower()
            return _day(int(match["year"]), _MONTHS.get(month) or int(month), int(match["day"]))
    return None


def is_date_line(line: str) -> bool:
    """True if a line is only a date, with at most "Published", a weekday or a time of day."""
    if len(line) > 120:
        return False
    date = _ISO.search(line) or next((match for shape in _SHAPES if (match := shape.search(line))), None)
    return bool(date and _LEAD.fullmatch(line[: date.start()]) and _TAIL.fullmatch(line[date.end() :]))


def _day(year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None


def _moment(iso: re.Match[str]) -> datetime | None:
    day = _day(int(iso[1]), int(iso[2]), int(iso[3]))
    if day is None or iso[4] is None:
        return day
    try:
        moment = datetime.fromisoformat(f"{day:%Y-%m-%d}T{iso[4]}{iso[5] or 'Z'}")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return day
