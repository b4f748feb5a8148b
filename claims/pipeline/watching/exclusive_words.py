"""Exclusive words: of the words of one kind (parts of time, ranks, sizes, averages), each says something else than the others."""

from __future__ import annotations

import re
from collections.abc import Iterable

# One kind a line; spellings of the same are joined by signs of equality.
_KINDS = """
hundred=hundreds=hundredth thousand=thousands=tausend=mille=mil=mila=тысяч=тысячи million=millions=millionen=millón=millones=milione=milioni=milhão=milhões=миллион=миллионов billion=billions=milliarde=milliarden=milliard=milliards=miliardo=miliardi=bilhão=bilhões=миллиард=миллиардов trillion=trillions
minute=minutes=minutely hour=hours=hourly day=days=daily=täglich=quotidien=diario week=weeks=weekly=woche=wöchentlich=semaine=hebdomadaire=semana=semanal=settimana=settimanale month=months=monthly=monat=monatlich=mois=mensuel=mes=mensual=mese=mensile=mês=mensal quarter=quarters=quarterly=quartal=trimestre year=years=yearly=annual=annually=annum=jahr=jährlich=année=annuel=año=anual=anno=annuale=ano decade=decades=jahrzehnt=décennie=década=decennio
first=1st=erste=ersten=premier=première=primer=primera=primero=primo=prima=primeiro second=2nd=zweite=zweiten=deuxième=segundo=segunda=secondo=seconda third=3rd=dritte=dritten=troisième=tercer=tercera=tercero=terzo=terza=terceiro fourth=4th=vierte=vierten=quatrième=cuarto=cuarta=quarto=quarta fifth=5th=fünfte=fünften=cinquième=quinto=quinta sixth=6th seventh=7th eighth=8th ninth=9th tenth=10th
median mean=average minimum maximum
input=inputs output=outputs
import=imports=imported=importing export=exports=exported=exporting
net gross
northern southern eastern western
men=male=males=boys women=female=females=girls
domestic foreign
"""
_MEMBERS = [
    {word: words.split("=")[0] for words in kind.split() for word in words.split("=")}
    for kind in _KINDS.strip().splitlines()
]
_PLACES = next(kind.split() for kind in _KINDS.splitlines() if kind.startswith("first"))
ORDINALS = {word: place for place, words in enumerate(_PLACES, 1) for word in words.split("=")}
"""The places that words say, up to the tenth."""

_JOINT = re.compile(r"[-’'.]")


def has_exclusive_words(lost: Iterable[str], gained: Iterable[str]) -> bool:
    """Whether among words that are gone and words that are new, case folded, are two of one kind: "per million", "per thousand"."""
    were, are = ([part for word in words for part in _JOINT.split(word)] for words in (lost, gained))
    return any(_is_other(members, were, are) for members in _MEMBERS)


def _is_other(members: dict[str, str], were: list[str], are: list[str]) -> bool:
    old = {members[word] for word in were if word in members}
    new = {members[word] for word in are if word in members}
    return bool(old and new) and not old & new
