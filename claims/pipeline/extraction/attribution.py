"""Attribution: who a sentence says said it, how directly, and with what reservation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claims.pipeline.extraction.comparands import with_clause
from claims.pipeline.extraction.cues import cues, in_small, words_of
from claims.pipeline.extraction.grammar.phrases import bare, whole
from claims.pipeline.extraction.grammar.sayings import is_naming, is_of_things, is_polled, speaking
from claims.pipeline.extraction.grammar.tree import Word
from claims.pipeline.extraction.hedges import hedges
from claims.pipeline.extraction.subjects import SentenceView
from claims.vocabulary import EntityKind

_SAY = (
    r"says?|said|claims?|claimed|reports?|reported|announced?|announces|states?|stated|estimates?|estimated|projects|projected|predicts?|predicted|forecasts?|argues?|argued|notes?|noted|reveals?|revealed|"
    r"confirms?|confirmed|expects?|believes?|warns?|warned|told|tells|wrote|writes|describes?|described|(?:identified|found)(?= that\b)|positions?|acknowledges?|acknowledged|alleges?|alleged|alleging|insists?|insisted|"
    r"explains?|explained|den(?:y|ies|ied)|admits?|admitted|concedes?|conceded|contends?|contended|asserts?|asserted|declares?|declared|maintains that|maintained that|cautions|cautioned|testified|tweeted|promised|pledged|"
    r"add(?:s|ed) that|suggested that|recalled(?= (?:that|how)\b|[.,;”\"]|$)|complained|stressed|emphasi[sz]ed|vowed|quipped"
)
_ADDS = (
    r"adds|added|continues|continued|replied|answered|recalls|asked|concluded|remarked|commented|joked|thinks"
)
_TELLS = re.compile(
    rf"(?:(?:has|have|had|also|later|now|recently|repeatedly|previously|publicly|further)\s){{0,3}}(?:{_SAY})\b"
)
_FINDS = re.compile(
    r"(?:also\s)?(?:shows?|showed|suggests?|suggested|finds?|found|indicates?|indicated|concluded)\b"
)
_STUDY = re.compile(
    r"\b(?:stud(?:y|ies)|reports?|research(?:ers)?|surveys?|polls?|analys[ei]s|analysts?|data|figures|scientists|investigation|audit|review|paper)\b",
    re.IGNORECASE,
)
_TITLED = r"(?:(?:Mr|Mrs|Ms|Dr|Gov|Sen|Rep|Prof|St|Gen|Lt|Col|Capt)\.\s)?"
_WHO = rf"(?P<who>{_TITLED}(?:(?:a|an|the|its|their|his|her|one)\s)?[^\W\d_][^,;:.()“”\"?!—]{{1,70}}?)"
# “…,” said Ana Ruiz, who …
_INVERTED = re.compile(
    rf"[,!?”\"][”\"]?\s(?:{_SAY}|{_ADDS})\s(?!that\b|he\b|she\b|it\b|they\b|to\b|and\b|or\b){_WHO}(?=[,;:.(“\"—]|$|\s(?:who|which|that|in|on|at|during|after|before|to|last|this|when|as|while|yesterday|about)\b)"
)
# “…,” the coach told reporters
_AFTERWARDS = re.compile(
    rf"[”\"]\s(?!(?:and|but|or|yet|then|while|as|when)\b){_WHO}\s(?:(?:also|later|then|has|have|had)\s)?(?:{_SAY}|{_ADDS})\b"
)
_MANNER = re.compile(r"\s[a-z]{2,20}ly$")
_PRONOUN = re.compile(r"(?:he|she|it|they|we|i|you|who)", re.IGNORECASE)
_ACCORDING = re.compile(
    r"\b(?:according to|as reported by|as (?:noted|described|claimed|stated) by|summarized by|cited by|in the words of)\s+(?P<who>[^,;:.()]{2,100}?)(?=[,;:.()]|$| that\b)",
    re.IGNORECASE,
)
# "per Reuters", "per the filing"; "per capita", "per US household" name no source.
_PER = re.compile(
    r"\b[Pp]er (?P<who>(?:[A-Z][\w.&’'-]*(?: (?:[A-Z][\w.&’'-]*|of|and|data|figures|estimates|reports?))*"
    r"|(?:the|a|an|its|their|this) (?:[\w-]+ ){0,4}?(?:stud(?:y|ies)|reports?|research|surveys?|polls?|analys[ei]s|data|figures|filings?|company|firm|agency|"
    r"ministry|police|statement|document|paper|source|release|spokes\w+|officials?|analysts?))(?: [A-Z]\w+)*)(?=[,;:.()]|$| that\b)"
)
_QUOTED = re.compile(r"[“\"][^”\"]{12,}[”\"]")
_QUOTATION = re.compile(r"“[^”]*”|\"[^\"]*\"")
_ALONE = re.compile(r"(?:“[^”]*”|\"[^\"]*\")[.!?]?")
_ACCORDING_CUES = cues("according per reported noted described claimed stated summarized cited words")
_PERSON_OR_ORGANISATION = re.compile(
    r"[A-Z@]|analysts?|researchers?|officials?|experts?|scientists?|executives?|critics?|report|study|research|lawsuit|company|firm",
    re.IGNORECASE,
)


_TITLE = re.compile(r", (?:(?:Dame|Dr|Lady|Lord|Mr|Mrs|Ms|Prof|Professor|Sir)\.? )?")
_NO_ONE = frozenset({"few", "nobody", "no one", "none", "hardly anyone"})
_OPENING = re.compile(r"[“\"]\w")
_PART_OF_TEXT = re.compile(
    r"(?:the )?(?:appendix|article|chapter|clause|figure|paragraph|part|section|table)s?\b(?: [\dA-Z]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """`attributed_to` says it, `hedge` are the reserving words, `speech` is "direct", "indirect" or ""."""

    attributed_to: str = ""
    hedge: str = ""
    speech: str = ""


def attribute(view: SentenceView) -> Attribution:
    """Who says it and how surely, as far as the sentence itself tells."""
    text = view.text[:3000]
    speaker = _speaker(view, text)
    reserving = "; ".join(dict.fromkeys(hedges(text)))
    speech = ("direct" if _QUOTED.search(text) else "indirect") if speaker else ""
    return Attribution(speaker, reserving[:200], speech)


def _speaker(view: SentenceView, text: str) -> str:
    """The outermost speaker: who says what stands in quotation marks goes before who is quoted in them."""
    quotes = [match.span() for match in _QUOTATION.finditer(text)]
    if _ALONE.fullmatch(text.strip()) and view.topic.speaker:
        return view.topic.speaker
    outside = _blank(text, quotes)
    return (
        _named_source(view, outside)
        or _told(view, text, quotes)
        or (_named_source(view, text) if quotes else "")
    )


def _named_source(view: SentenceView, text: str) -> str:
    """ "according to X", "per X", "“…,” said X", "“…,” X said"."""
    if not _ACCORDING_CUES.isdisjoint(words_of(text)) and (
        source := _ACCORDING.search(text) or _PER.search(text)
    ):
        return bare(source["who"])
    if quoted := _INVERTED.search(text) or (("”" in text or '"' in text) and _AFTERWARDS.search(text)):
        if _PRONOUN.fullmatch(quoted["who"]):
            return view.topic.stands_for(quoted["who"])
        return _explaining_name(view, quoted) or bare(_MANNER.sub("", quoted["who"]))
    return ""


def _explaining_name(view: SentenceView, quoted: re.Match[str]) -> str:
    """ "Said its president, Ana Ruiz": Ana Ruiz; "" where the speaker has a name already."""
    if any(quoted.start("who") <= mention.start < quoted.end("who") for mention in view.mentions):
        return ""
    title = _TITLE.match(view.text, quoted.end("who"))
    return next((mention.text for mention in view.mentions if title and mention.start == title.end()), "")


def _told(view: SentenceView, text: str, quotes: Sequence[tuple[int, int]]) -> str:
    """The subject of a verb of saying; one outside of quotation marks goes before one inside."""
    within, told = "", ((word, who) for word in _sayings(view) if (who := _teller(view, text, word)))
    for word, who in told:
        if not any(start < word.start < end for start, end in quotes):
            return who
        within = within or who
    return within


def _blank(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with "_" for what stands between quotation marks; every other character in its place."""
    parts, last = [], 0
    for start, end in spans:
        parts += [text[last : start + 1], _inside(text[start + 1 : end - 1])]
        last = end - 1
    return "".join([*parts, text[last:]])


def _inside(quoted: str) -> str:
    """What stands for quoted words: only the sign at their end tells how the sentence goes on."""
    return "_" * (len(quoted) - 1) + (quoted[-1] if quoted[-1:] in {",", "!", "?"} else "_") if quoted else ""


def _sayings(view: SentenceView) -> Iterator[Word]:
    """The verbs of the sentence that have a subject, outer ones first."""
    if view.tree is not None:
        verbs = (word for word in view.tree.words if word.is_verb and word.dep not in {"aux", "auxpass"})
        yield from sorted(verbs, key=lambda word: (sum(1 for _ in word.ancestors()), word.index))


def _teller(view: SentenceView, text: str, verb: Word) -> str:
    """The subject of a verb of saying; "" if the clause has another verb."""
    subject = speaking(verb)
    words = whole(text, subject) if subject is not None else ""
    if subject is None or _PART_OF_TEXT.match(words) or words.casefold() in _NO_ONE or subject.small == "%":
        return ""
    if not _says(text, verb, subject, words):
        return ""
    if is_polled(subject):
        return with_clause(text, subject)
    is_pronoun = subject.tag in {"PRP", "WP", "DT", "WDT"}
    return view.name_of(subject) or ("" if is_pronoun else bare(words))


def _is_finding_firm(verb: Word, subject: Word) -> bool:
    """ "Prices rose, the OECD found": True; not of "the OECD found a mistake"."""
    is_firm = subject.mention is not None and subject.mention.kind is EntityKind.ORGANISATION
    return is_firm and verb.child("ccomp") is not None


def _says(text: str, verb: Word, subject: Word, words: str) -> bool:
    """True of a verb of saying, of what a study finds, and of "called it “a disaster”"; not of "told a story"."""
    if _TELLS.match(in_small(text), verb.start):
        is_someone = subject.tag == "PRP" or _PERSON_OR_ORGANISATION.search(words) is not None
        return is_someone and not is_of_things(verb)
    if _FINDS.match(in_small(text), verb.start) and (_STUDY.search(words) or _is_finding_firm(verb, subject)):
        return True
    return is_naming(verb) and _OPENING.search(text, verb.end) is not None
