"""Opposites: words that negate a statement or turn it round, in the most used languages."""

from __future__ import annotations

import re
from collections.abc import Iterable

from claims.pipeline.extraction.cues import cues

_NEGATIONS = cues(
    "not no never none neither nor nothing without cannot can't won't isn't aren't wasn't weren't doesn't don't didn't hasn't haven't hadn't wouldn't couldn't shouldn't "
    "nicht kein keine keinen keiner keinem keines nie niemals ohne weder pas jamais aucun aucune sans ni nunca jamás ningún ninguna ninguno sin tampoco "
    "non mai nessun nessuna nessuno senza não nem nenhum nenhuma sem jamais niet geen nooit zonder не нет ни никогда без "
    "لا لم لن ليس ليست غير بدون नहीं न बिना मत না নয় নেই নি ছাড়া نہیں نہ بغیر"
)  # fmt: skip
# "no" is Spanish and English, "ne" French; signs that stand within Chinese and Japanese text.
_NEGATING_SIGNS = re.compile(
    r"不是|没有|沒有|并未|並未|未能|不会|不會|不能|并非|並非|并不|並不|无法|無法|尚未|从未|從未|并没|未(?=[获達达完超包有])|ません|なかった|ではない|ていない|ない(?=[。、])|않|아니|못하"
)

# Words that deny the statement that goes on behind them, or that they stand behind.
_DENIALS = re.compile(
    r"(?<!\w)(?:den(?:y|ies|ied|ying)|disput(?:e|es|ed|ing)|refut(?:e|es|ed)|rebut(?:s|ted)?|reject(?:s|ed)? (?:the )?(?:claims?|reports?|suggestions?|idea|notion|that)|(?:false|untrue|incorrect|wrong|inaccurate|misleading|unfounded|baseless|a myth|a hoax|a lie)(?= (?:that|to say|to claim))|"
    r"(?:is|are|was|were|as|proved|proven|turned out) (?:simply |completely |entirely )?(?:false|untrue|incorrect|wrong|inaccurate|unfounded|baseless|a myth|a hoax)|(?:falsely|wrongly|incorrectly|mistakenly|erroneously)|fail(?:s|ed|ing)? to|refus(?:e|es|ed|ing) to|declin(?:e|es|ed|ing) to|unable to|"
    r"bestreite[nt]|bestritt(?:en)?|dementier\w{1,3}|(?:falsch|unwahr), dass|fälschlich(?:erweise)?|versäumt\w{0,2}|weigert\w{0,2} sich|dément(?:i|ent)?|nient? que|(?:il est|c['’]est) faux que|à tort|échou(?:e|ent|é) à|niegan? que|negó que|desmiente[n]?|desmintió|(?:es )?falso que|nega(?:no)? che|smentisc\w{1,3}|smentit\w|"
    r"(?:è )?falso che|negam? que|desment\w{1,3}|ontken\w{1,4}|отрица\w{1,3}|опроверг\w{0,4}|неверно, что|ложно)(?!\w)",
    re.IGNORECASE,
)

# A sentence, or the rest of one, that denies what stands directly before it.
_BE = r"(?:is|are|was|were|(?:has|have|had) (?:since |now |later )?been|turn(?:s|ed) out to be|prove[sd]?(?: to be)?)"
_ADVERB = (
    r"(?:(?:simply|completely|entirely|totally|demonstrably|plainly|factually|now|since|later|subsequently) )"
)
_UNTRUE = r"(?:false|untrue|incorrect|inaccurate|(?:not|no longer) (?:true|correct|accurate|the case)|a myth|a hoax|debunked|disproved|disproven|refuted)"
_SAID = r"(?:claim|statement|assertion|allegation|figure|number|finding|result|estimate|information|quote|quotation)s?"
_SAID_BEFORE = (
    rf"(?:this|that) {_BE} {_ADVERB}{{0,2}}{_UNTRUE}|(?:th(?:is|at|e|ese|ose)|both) {_SAID} {_BE} {_ADVERB}{{0,2}}(?:{_UNTRUE}|wrong|fabricated|made up|retracted|withdrawn|rescinded)|"
    r"(?:das|dies) (?:ist|war) (?:falsch|unwahr|nicht wahr|nicht richtig|unzutreffend)|diese (?:behauptung|aussage|angabe|zahl) (?:ist|war|wurde) (?:inzwischen |später )?(?:falsch|unwahr|unzutreffend|zurückgezogen|widerrufen|widerlegt)|"
    r"c['’](?:est|était) (?:faux|inexact)|cette (?:affirmation|déclaration|information) (?:est|était|a été) (?:depuis )?(?:fausse|inexacte|erronée|retirée|démentie|rétractée)|"
    r"(?:esto|eso) (?:es|era) (?:falso|incorrecto|inexacto)|esta (?:afirmación|declaración|información|cifra) (?:es|era|fue|ha sido) (?:falsa|incorrecta|inexacta|retirada|desmentida)|"
    r"(?:questo|ciò) (?:è|era) falso|questa (?:affermazione|dichiarazione) (?:è|era|è stata) (?:falsa|ritirata|smentita)|isso (?:é|era) falso|esta (?:afirmação|declaração) (?:é|era|foi) (?:falsa|retirada|desmentida)"
)
_DENIAL_BEHIND = re.compile(
    rf"(?:(?:^|(?<=[.!?]))[\s\"'”’»)\]]{{0,4}}(?:\[\d{{1,3}}\]){{0,5}}\s{{0,3}}[(\[]?(?:(?:update|correction|note|editor['’]s note):\s)?(?:(?:but|however|in fact),?\s)?(?:{_SAID_BEFORE})"
    rf"|^\s?[,–—-]\s?(?:which|but (?:this|that)|this|that) {_BE} {_ADVERB}{{0,2}}{_UNTRUE})"
    r"(?=\s?(?:[.!?;,)\]]|$)|\s(?:by|after|since|because|according)\b)",
    re.IGNORECASE,
)

# Two poles on each line; a word belongs to a pole by its beginning.
_AXES = """
more higher greater larger bigger better faster above over exceed surpass outperform outpac beat ahead most best highest longer stronger atleast majority | less lower fewer smaller worse slower below under underperform trail lag behind least worst lowest shorter weaker atmost minority
rise rises rose risen rising increas grew grow gain climb jump surg soar improv expand up doubled added | fall falls fell fallen falling decreas declin drop dropp shrank shrink shrunk los lost slid slump plung worsen contract down halved cut
won win wins winning victor success succeed passed approv accept allow permit legal confirm support prove proven true safe effective start began open | lost lose loses losing defeat fail failure failed reject refus deny denied ban forbid illegal refut contradict disprove false unsafe harmful ineffective stop ended clos
before earlier first | after later last
all always every everyone | none never no-one
profit surplus | loss deficit
mehr höher größer besser schneller über stieg steig gestiegen zunahm wuchs gewann gewonnen übertrifft schlägt | weniger niedriger kleiner schlechter langsamer unter sank sinkt gesunken fiel gefallen abnahm schrumpf verlor verloren unterliegt
plus supérieur augment hauss progress gagn dépass meilleur bat hausse | moins inférieur baiss diminu recul perdu perd pire baisse
más mayor aument subi creci gan super mejor | menos menor disminu baj cay descend perdi perd peor
più maggior aument salit cresc vint super miglior | meno minor diminu scend calat cal pers peggior
mais maior aument subi cresc ganh super melhor | menos menor diminu cai caí desc perde pior
больше выше быстрее лучше вырос увелич повыс рост выигра превыс превзош | меньше ниже медленнее хуже упал сниз уменьш пад проигра уступ
أكثر أعلى أسرع أكبر ارتفع زاد نما فاز | أقل أدنى أبطأ أصغر انخفض تراجع هبط خسر
अधिक ज़्यादा ज्यादा तेज़ तेज ऊपर बढ़ बढ़ जीत | कम धीमा धीमी नीचे घट गिर हार
""".strip()  # fmt: skip
_SIGNED_AXES = (
    ("高于|高於|超过|超過|上升|增长|增加|上涨|提高|多于|快于|优于|领先", "低于|低於|不足|下降|减少|下跌|降低|少于|慢于|劣于|落后"),
    ("上昇|増加|上回|高い|速い|勝", "低下|減少|下回|低い|遅い|負"),
)  # fmt: skip
_POLES = [tuple(tuple(side.split()) for side in axis.split("|")) for axis in _AXES.splitlines()]
_SIGNED_POLES = [(re.compile(up), re.compile(down)) for up, down in _SIGNED_AXES]
_PREFIXES = ("un", "in", "im", "ir", "il", "non", "dis", "de")
_MIN_STEM = 4
_ENDINGS = frozenset(("s", "d", "ed", "es", "er", "ing", "n", "en", "te", "ó", "e", "é", "а", "и", "о"))
_MAX_ENDING = 5


def count_negations(words: Iterable[str], text: str) -> int:
    """How many negations and denials stand among the case folded words of a text, or within it where words have no ends."""
    in_words = sum(word in _NEGATIONS for word in words)
    return in_words + len(_NEGATING_SIGNS.findall(text)) + count_denials(text)


def count_denials(text: str) -> int:
    """How many words of a text deny a statement beside them: "it is false that", "denied", "This is false."."""
    return len(_DENIALS.findall(text)) + len(_DENIAL_BEHIND.findall(text))


def denial_behind(text: str) -> tuple[int, int] | None:
    """Where a text denies what stands directly before it, or before its second sentence: ". This claim was retracted"."""
    denial = _DENIAL_BEHIND.search(text)
    return denial.span() if denial else None


def has_opposite(lost: Iterable[str], gained: Iterable[str]) -> bool:
    """Whether a word that is gone and one that is new say the opposite: "rose", "fell"; "likely", "unlikely"."""
    lost, gained = list(lost), list(gained)
    for up, down in _POLES:
        if (_begins(lost, up) and _begins(gained, down)) or (_begins(lost, down) and _begins(gained, up)):
            return True
    return any(_is_denied(one, other) or _is_denied(other, one) for one in lost for other in gained)


def has_opposite_signs(lost: str, gained: str) -> bool:
    """The same for texts whose words have no ends."""
    return any(
        (up.search(lost) and down.search(gained)) or (down.search(lost) and up.search(gained))
        for up, down in _SIGNED_POLES
    )


def _begins(words: Iterable[str], stems: tuple[str, ...]) -> bool:
    return any(_has_stem(word, stem) for word in words for stem in stems)


def _has_stem(word: str, stem: str) -> bool:
    """Whether a word is a stem with an ending. A short stem has but few of them: "up" is not "upon"."""
    ending = word[len(stem) :] if word.startswith(stem) else None
    if not ending or len(stem) < _MIN_STEM:
        return ending == ""
    return ending in _ENDINGS if len(stem) == _MIN_STEM else len(ending) <= _MAX_ENDING


def _is_denied(word: str, other: str) -> bool:
    return len(word) >= _MIN_STEM and any(other == prefix + word for prefix in _PREFIXES)
