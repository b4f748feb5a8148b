"""Races: distances that name a race and measure nothing."""

from __future__ import annotations

import re

# "won the 400 metres", "his 1500m in 3:29", "the 100-metre hurdles": the name of a race.
_RACE = re.compile(
    r"\d[\d,. \u00a0]*-?(?:k|km|m|met(?:re|er)s?|kilomet(?:re|er)s?|miles?|yards?)\b"
    r"(?:(?P<discipline> (?:\w+ )?(?:backstroke|breaststroke|butterfly|champions?|championships?|crown|dash|events?|finals?|freestyle|heats?|hurdles|medley|race|"
    r"relay|semi-?finals?|sprint|steeplechase|time trial|title)\b)|(?P<time> in (?:\d{1,2}[:.]\d\d|\w+ minutes|under \d))|(?! (?:along|back|between|down|from|home|through|to|up)\b))"
)
_RACED = re.compile(
    r"\b(?:champion|contest(?:ed|s)?|final|finish(?:ed|es)?|gold|medal|race[ds]?|racing|ran|record|runs?|silver|bronze|swam|swims?|title|won|wins?|winning)\b[^.;]{0,24}$"
)
_THE = re.compile(r"(?:\b(?:an?|her|his|in|my|over|the|their)|[’']s?) $")


def names_race(number: str, before: str, after: str) -> bool:
    """True for the distance that names a race, between the words before it in small letters and those behind it."""
    race = _RACE.match(number.strip() + after)
    if race is None or race["discipline"]:
        return race is not None
    is_definite = _THE.search(before) is not None
    return is_definite and bool(race["time"] or _RACED.search(before))
