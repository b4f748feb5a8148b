"""Written forms: what may be written in several ways, dates, ranges and ages of minutes among it, in one."""

from __future__ import annotations

import re

from claims.pipeline.watching.written_dates import plain_dates

_NUMBER = r"\d{1,15}(?:[.,]\d{1,15}){0,5}"
_RANGE = re.compile(
    rf"(?<![\w.,])(?:(?:between|zwischen|entre|tra|fra|между) (?P<low>{_NUMBER}) (?:and|und|et|y|e|и|en) (?P<high>{_NUMBER})"
    rf"|(?:(?:from|von|de|da|van|от) )?(?P<first>{_NUMBER})(?: (?:to|bis|tot|à|a|até|до) |\s?[–—−-]\s?)(?P<last>{_NUMBER}))(?![\w]|[.,]\d)",
    re.IGNORECASE,
)
# What a page counts itself, from one request to the next.
_AGE = re.compile(
    r"(?<![\w.,])(?:(?:vor|il y a|hace|há|منذ) )?(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|einem|einer|une?|una?|uma?)\s?"
    r"(?:(?:s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?|w(?:ee)?ks?) ago"
    r"|(?:(?<=\d)|(?<=\s))(?:minuten?|stunden?|tage?n?|wochen?|minutes?|heures?|jours?|semaines?|minutos?|horas?|días?|dias?|semanas?)\b(?= (?:veröffentlicht|aktualisiert|publié|mis à jour|publicado|actualizado|atualizado))"
    r"|(?:uur|minuten|dagen|weken) geleden|(?:minut[oi]|or[ae]|giorn[oi]|settiman[ae]) fa|(?:минут\w?|час\w{0,2}|дн\w{1,2}|день|недел\w) назад|(?:分钟|小时|天|周)前|(?:分|時間|日|週間)前|(?:분|시간|일|주) 전)(?![\w])",
    re.IGNORECASE,
)
_LOWER = re.compile(
    r"(?<!\w)(?<!\bno )(?<!\bnot )(?<!\bnicht )(?<!\bне )(?:(?:just |slightly |well |far |much )?(?:more than|over|above|exceeding|in excess of|upwards? of)|at (?:the very )?least|a minimum of|(?:no|not) (?:fewer|less|under) than|mehr als|über|mindestens|wenigstens|nicht weniger als|plus de|au moins|au-delà de|más de|al menos|por lo menos|como mínimo|più di|oltre|almeno|mais de|"
    r"pelo menos|no mínimo|meer dan|ruim|minstens|более(?: чем)?|больше|свыше|не менее)(?= (?:the |a |an )?(?:[$€£¥] ?)?(?:\d|half|twice|one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|hundred))",
    re.IGNORECASE,
)
_UPPER = re.compile(
    r"(?<!\w)(?<!\bno )(?<!\bnot )(?<!\bnicht )(?<!\bне )(?:(?:just |slightly |well |far |much )?(?:less than|fewer than|under|below)|at (?:the very )?most|a maximum of|(?:no|not) more than|up to|as (?:many|much|few|little) as|nearly|almost|close to|just short of|weniger als|unter|höchstens|maximal|bis zu|nicht mehr als|fast|knapp|nahezu|beinahe|moins de|au plus|jusqu['’]à|près de|presque|"
    r"menos de|hasta|como máximo|a lo sumo|casi|meno di|fino a|al massimo|quasi|até|no máximo|quase|minder dan|hooguit|maximaal|bijna|менее(?: чем)?|меньше|не более|почти)(?= (?:the |a |an )?(?:[$€£¥] ?)?(?:\d|half|twice|one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|hundred))",
    re.IGNORECASE,
)


def plain_forms(text: str) -> str:
    """The text with its dates and ranges in one form ("3 March 2024", "10–12"), and without ages such as "5 minutes ago"."""
    return _RANGE.sub(_plain_range, _AGE.sub(" ", plain_dates(text)))


def plain_bounds(text: str) -> str:
    """The text with "atleast" before a number that what is counted exceeds ("over 400"), and "atmost" before one that it stays below."""
    return _UPPER.sub("atmost", _LOWER.sub("atleast", text))


def _plain_range(match: re.Match[str]) -> str:
    return f"{match['low'] or match['first']}–{match['high'] or match['last']}"
