"""Written dates: the dates of a wording in one form, however they are written."""

from __future__ import annotations

import re

_MONTHS = (
    "january jan januar janvier janv enero ene gennaio gen janeiro januari января январь stycznia ocak",
    "february feb februar febr février févr febrero febbraio fevereiro fev februari февраля февраль lutego şubat",
    "march mar märz mär mars marzo março maart марта март marca mart",
    "april apr avril avr abril abr aprile апреля апрель kwietnia nisan",
    "may mai mayo maggio mag maio mei мая май maja mayıs",
    "june jun juni juin junio giugno giu junho июня июнь czerwca haziran",
    "july jul juli juillet juil julio luglio lug julho июля июль lipca temmuz",
    "august aug août agosto ago augustus августа август sierpnia ağustos",
    "september sep sept septembre septiembre settembre set setembro сентября сентябрь września eylül",
    "october oct oktober okt octobre octubre ottobre ott outubro out октября октябрь października ekim",
    "november nov novembre noviembre novembro ноября ноябрь listopada kasım",
    "december dec dezember dez décembre déc diciembre dic dicembre dezembro декабря декабрь grudnia aralık",
)
_NUMBERS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_NAMES = tuple(names.split()[0].capitalize() for names in _MONTHS)
_MONTH = rf"(?P<month>{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})(?![^\W\d_])\.?"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?![\d,.]\d)(?:st|nd|rd|th|er|º)?"
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d|21\d\d)(?!\d|[.,]\d)"
_OF = r"(?:of |de |del |di |d['’])?"
_BEGIN = r"(?<![\w.,/-])"
_SHAPES = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"{_BEGIN}{_YEAR}-(?P<number>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])(?![\w-]|T\d)",
        rf"{_BEGIN}(?P<day>0?[1-9]|[12]\d|3[01])\.\s?(?P<number>0?[1-9]|1[0-2])\.\s?{_YEAR}",
        rf"{_YEAR}\s?[年년]\s?(?P<number>1[0-2]|0?[1-9])\s?[月월](?:\s?(?P<day>3[01]|[12]\d|0?[1-9])\s?[日号號일])?",
        rf"{_BEGIN}{_DAY}\.?\s(?:of |de )?{_MONTH}(?:,?\s{_OF}{_YEAR})?",
        rf"{_BEGIN}{_MONTH}\s{_DAY}(?:,?\s{_YEAR})?(?![\d%])",
        rf"{_BEGIN}{_MONTH},?\s{_OF}{_YEAR}",
    )
)
# An abbreviated month alone needs its full stop, before which no other word is written so.
_SHORT = re.compile(r"(?<![\w.])(?P<month>Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.(?=\s?[a-z,;:)]|$)")
_HAS_DATE = re.compile(r"\d|\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.")


def plain_dates(text: str) -> str:
    """The text with its dates as "3 March 2024", whatever their order, language and abbreviations; without a day or a year if it has
    none. Dates such as 3/4/2024, which countries read in two ways, stay as they are."""
    if not _HAS_DATE.search(text):
        return text
    for shape in _SHAPES:
        text = shape.sub(_plain, text)
    return _SHORT.sub(_plain, text)


def _plain(date: re.Match[str]) -> str:
    parts = date.groupdict()
    number = parts.get("number") or _NUMBERS[parts["month"].casefold()]
    day = parts.get("day")
    return " ".join(filter(None, (day and str(int(day)), _NAMES[int(number) - 1], parts.get("year"))))
