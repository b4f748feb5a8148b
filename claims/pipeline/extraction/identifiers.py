"""Identifiers: numbers that name, date or place something and measure nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from claims.pipeline.extraction.mentions import Mention

_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_STREET = (
    r"(?:Road|Rd|Street|St|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Square|Sq|Court|Ct|Place|Pl|Terrace|Crescent|Quay|Close|Alley|"
    r"Highway|Hwy|Parkway|Pkwy|Plaza|Row|Embankment|Mews|Wharf|Way|Broadway|Circus|Esplanade|Promenade|Walk|Hill|Gardens)"
)
# Each with the sign that a text which holds one has.
_WITH_DIGITS = (
    # 2024-05-03, 2024/5, 2024.5.3, 03/04/2025, 3.5.2024, 2024年5月
    r"(?<![\d.,])(?:19|20)\d\d(?:[-/]\d{1,2}(?:[-/]\d{1,2})?|\.\d{1,2}\.\d{1,2}|\.(?:0[1-9]|1[0-2]))(?![\d%.])",
    r"(?<![\d.,])\d{1,2}([-/.])\d{1,2}\1(?:19|20)?\d\d(?![\d.])",
    r"\d{1,4}[年月日号號](?:\d{1,2}[月日号號])?",
    # 18:45, 9 a.m., 5pm, 3 o'clock
    r"(?<!\d)\d{1,2}:\d\d(?::\d\d)?(?:\.\d{1,3})?(?!\d)(?:[ ]?[ap]\.?m\b\.?)?",
    r"(?<!\d)\d{1,2}(?:[.:]\d\d)?[ \u00a0]?(?:[ap]\.m\.|[ap]m\b|[AP]M\b|o['’]clock\b|Uhr\b)",
    # "Moor 2-1 Fen", the 90+3rd minute
    r"(?<=[a-z] )\d{1,2}[-–]\d{1,2}(?= (?!Celsius|Fahrenheit|Kelvin)[A-Z][a-z])",
    r"(?<![\d.,])\d{2,3}\+\d{1,2}(?= ?(?:min|['’]))",
    # the 1990s, 1987-2011, 2024/25
    r"(?<![\d.,$€£¥])(?:1[5-9]|20)\d0['’]?s\b",
    r"(?<![\d.,$€£¥])(?:1[89]|20)\d\d[ ]?[-–—/][ ]?(?:1[89]|20)?\d\d(?![\d.,%])",
    # +44 20 7946 0958, (555) 123-4567, 555-123-4567, 555-0123, 020 7946 0958
    r"(?<![\w.])\+(?:\d{1,3}(?:[ \u00a0.-]\(?\d{1,5}\)?){2,6}|\d{9,15})(?![\d%])",
    r"(?<![\w.])\(\d{2,5}\)[ \u00a0-]?\d{3,4}(?:[ \u00a0-]?\d{3,4})?(?!\d)",
    r"(?<![\w.$€£-])\d{3}(?:[-.]\d{3}[-.]\d{4}|-0\d{3})(?![\d%.-])",
    r"(?<![\w.,])0\d{1,4}(?:[ \u00a0-]\d{2,8}){1,4}(?!\d)",
    # Regulation 2024/1689, 596/2014, 2009/72/EC
    r"(?<![\w.])(?:(?:19|20)\d\d/\d{2,4}|\d{1,4}/(?:19|20)\d\d|\d{1,4}/\d{1,4}(?=/[A-Z]))(?:/[A-Z]{2,4})?(?![\w/])",
)
_WITH_LETTERS = (
    # 221 Mill Road, 10 Downing Street, 5 W. 42nd Street, 221B Baker Street
    rf"(?<![\w.,$€£])\d{{1,5}}[A-Z]?,?[ \u00a0](?:[NSEW]\.?[ ])?(?:(?:[A-Z][a-zA-Z'’.]{{1,20}}|\d{{1,3}}(?:st|nd|rd|th))[ ]){{1,3}}{_STREET}\b",
    r"\b(?:Rue|Calle|Via|Avenida|Piazza|Plaza|Rua)[ ](?:[a-z]{1,5}['’ ]){0,3}(?:[A-Z][\w'’]{1,20},?[ ]){1,3}\d{1,4}\b",
    r"\b[A-ZÄÖÜ]\w{2,20}(?:stra(?:ß|ss)e|str\.|gasse|weg|platz|straat|gatan|gade)[ ]\d{1,4}[a-z]?\b",
    # CA 94105, SW1A 1AA
    r"\b(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])[ ]\d{5}(?:-\d{4})?\b",
    r"\b[A-Z]{1,2}\d[\dA-Z]?[ ]\d[A-Z]{2}\b",
    # ISBN 978-3-16-148410-0, arXiv:2309.16609, ISO 27001, RFC 9309, CVE-2024-3094
    r"\b(?:ISBN|ISSN|IBAN|DOI|doi|arXiv|PMID|PMCID|ORCID|EIN|VIN|SKU|CAS|SSN)(?:-1[03])?[ :]{0,3}[\w./:-]{3,60}(?:[ -][\dX-]{3,20})?",
    r"\b(?:ISO|IEC|RFC|IEEE|DIN|ANSI|CVE|CWE|MIL|NIST|ASTM|ITU|ECMA|PEP|EIP|GB/T|NCT|FIPS|(?:EN|BS|HR)(?=[ -]?\d{3}))(?:/\w{2,6})?[ -]?\d[\d.:/-]{0,20}",
    r"\b(?:Regulation|Directive|Decision|Resolution|Law|Act|Decree|Rule|Order|Bill|Case|Docket|[Pp]atents?|Proposition|Measure|Amendment|Convention)"
    r"(?:[ ]\([A-Z]{2,5}\))?(?:[ ](?:[Nn]o\.?|number|nr\.?|№|U\.?S\.?|EU|EP|WO|JP|CN|DE|GB))?[ \u00a0]\d[\d/.,:-]{0,20}(?:\([a-z0-9]{1,3}\)){0,3}",
    # Flight KX 204, Room 101, Gate B12, Route 66
    r"\b(?:[Ff]light|[Rr]oom|[Gg]ate|[Rr]oute|[Hh]ighway|[Ss]uite|[Aa]pt\.|Interstate|Train|Bus|Platform|Building|Unit|Floor|Runway|Terminal|Slot|Channel|Port|Exit|[Pp]ostcode|[Zz]ip(?: code)?|"
    r"P\.?O\.? Box|[Ee]xtension|[Ee]xt\.)[ \u00a0]#?(?:[A-Z]{1,3}[ ]?)?\d[\w/-]{0,8}",
    r"\b[A-Z]{2}[ ]\d{2,4}(?=[ ](?:left|landed|departed|arrived|took off|crashed|flew|was (?:delayed|cancelled|diverted)))",
    # Tel. 5550 1234, call 555 123
    r"\b(?:[Tt]el|[Pp]hone|[Ff]ax|[Mm]obile|[Hh]otline|[Cc]all|[Dd]ial)(?:\.|:| at| us at| on)?:?[ ]\+?[\d(][\d ()./-]{4,20}\d",
)
_AT_MONTH = (
    # 5 May, 5th of May 2024, 3-5 May, May 5, May 5-7, 2024
    rf"(?<![\w.,])\d{{1,2}}(?:st|nd|rd|th)?(?:[ ]?[-–][ ]?\d{{1,2}}|[ ](?:to|and)[ ]\d{{1,2}})?(?:st|nd|rd|th)?(?:[ \u00a0]of)?[ \u00a0]{_MONTH}\b\.?(?:,?[ \u00a0](?:19|20)\d\d)?",
    rf"\b{_MONTH}\.?[ \u00a0]\d{{1,2}}(?:st|nd|rd|th)?(?:[ ]?[-–][ ]?\d{{1,2}}|[ ](?:to|and)[ ]\d{{1,2}})?(?![\d%]|[.,]\d|[ ]?(?:%|percent|per cent|million|billion|thousand))(?:,?[ \u00a0](?:19|20)\d\d)?",
    rf"\b{_MONTH}\.?,?[ \u00a0](?:19|20)\d\d\b",
    r"\b(?:q[1-4]|h[12]|fy)[ \u00a0'’]?(?:(?:19|20)?\d\d)?\b",
)
_DIGITS = re.compile("|".join(_WITH_DIGITS))
_LETTERS = re.compile("|".join(_WITH_LETTERS))
_MONTHS = re.compile("|".join(_AT_MONTH), re.IGNORECASE)
_DIGIT = re.compile(r"\d")
# "Sonnet 4/4.5" names two versions.
_MORE_VERSIONS = re.compile(r"(?:[ ]\d{1,2}(?:\.\d)?)?(?:/\d{1,4}(?:\.\d{1,4})*)+")


def identifier_spans(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Where dates, times, addresses, telephone numbers, regulations, versions and the like stand."""
    if _DIGIT.search(text, first, last):
        for pattern in (_DIGITS, _LETTERS, _MONTHS):
            for match in pattern.finditer(text, first, last):
                yield match.span()


class Masked:
    """The places of a text that no number may begin in."""

    def __init__(self, text: str, mentions: Sequence[Mention], first: int, last: int) -> None:
        self._taken = bytearray(len(text) + 1)
        for mention in mentions:
            versions = _MORE_VERSIONS.match(text, mention.end)
            self.add(mention.start, versions.end() if versions else mention.end)
        for start, end in identifier_spans(text, first, last):
            self.add(start, end)

    def add(self, start: int, end: int) -> None:
        """Takes these places, too."""
        self._taken[start:end] = b"\x01" * (end - start)

    def reaches(self, text: str, place: int) -> bool:
        """True if a number of a taken place goes on at `place`: the 26.4 of "CI 12.1–26.4"."""
        return (
            place > 1
            and text[place - 1] in "-–—"
            and text[place - 2].isdigit()
            and bool(self._taken[place - 2])
        )

    def __contains__(self, place: int) -> bool:
        return bool(self._taken[place])
