"""Datelines: where and when a report was filed, and by which agency, before its first sentence. They are no part of what it says."""

from __future__ import annotations

import re

from claims.pipeline.extraction.mentions import find_mentions
from claims.vocabulary import EntityKind

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DATE = rf"(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH})(?:,? \d{{4}})?"
_WORD = r"(?:[A-Z]\.){2,3}|[A-ZÀ-ÖØ-Þ][^\W\d_]{1,20}\.?"
_PLACE = rf"(?:{_WORD})(?:[ -](?:{_WORD})){{0,2}}"
_BEHIND = r"\s?(?:--|[-–—])\s?"
_DATELINE = re.compile(
    rf"(?P<place>{_PLACE})(?:(?:/|, | and ){_PLACE}){{0,2}}(?P<date>,? {_DATE})?,?"
    rf"(?:[\s–—-]{{0,2}}[(/](?P<agency>[A-Z][\w .&-]{{1,40}})[)/]{_BEHIND}|\s(?:--|[–—-])\s|(?:--|—)\s?)(?=[\"“‘'A-ZÀ-ÖØ-Þ\d$€£])"
)
_AGENCIES = re.compile(
    r"AFP|AP|ANI|ANSA|APP|Bloomberg|CNN|DPA|EFE|IANS|Kyodo|PTI|Reuters|TASS|UPI|Xinhua|dpa|.*\b(?:\w*[Ww]ire|News|Press|WIRE|NEWSWIRE)"
)
_ASIDE = re.compile(r"[^.!?\n]{0,300}\s[–—-]{1,2}\s")
_SHORTEST = 4
_LONGEST = 160


def behind_dateline(text: str, start: int, end: int, *, is_opening: bool) -> int:
    """Where a paragraph begins to say something: behind "NAIROBI, March 3 (Agency) — " and "OSLO — ", else at its start.

    A place without date and agency is in capitals, and begins one of the first paragraphs; "NASA — the agency — said" has none.
    """
    dateline = _DATELINE.match(text, start, min(end, start + _LONGEST))
    if dateline is None:
        return start
    place, agency = dateline["place"], dateline["agency"]
    if dateline["date"]:
        is_dateline = True
    elif agency:
        is_dateline = place.isupper() or _AGENCIES.fullmatch(agency) is not None
    else:
        is_dateline = is_opening and _is_place_alone(place) and not _ASIDE.match(text, dateline.end(), end)
    return dateline.end() if is_dateline else start


def _is_place_alone(place: str) -> bool:
    """ "OSLO": in capitals, and no name of another kind ("NVIDIA")."""
    is_known = any(mention.kind is not EntityKind.OTHER for mention in find_mentions(place))
    return place.isupper() and len(place) >= _SHORTEST and not is_known
