"""Notices: what a page says about itself: that it was corrected, retracted, superseded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from claims.pipeline.documents.article_notes import find_note, section_kind
from claims.pipeline.documents.markup_notices import RETRACTED_WORK
from claims.pipeline.watching.folding import letters_of
from claims.values import Block
from claims.vocabulary import NoteKind

MAX_TEXT = 1000
"""Characters of a notice that are kept."""

_MAX_LINE = 3000
_MAX_LINES = 20_000
_MAX_NOTICES = 50
_TOP = 2000  # characters in which a title stands
_MIN_SENTENCE = 30
_PAPER = r"(?:article|story|post|report|page|paper|study|preprint|manuscript|publication|press release|data ?set|document|research|version|review|statement|guideline|guidance|guide|standard|specification|edition|draft|entry|advisory|model(?: card)?|notebook|chapter)"


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split("|"))


# A line without any of these has no notice. Looked for one by one: much faster than one pattern.
_CUES = _listed(
    "correct|clarif|retract|withdr|editor|erratum|errata|corrigend|supersed|newer version|has been replaced|is replaced|was replaced|expression of concern|earlier version|previous version|original version|online version|prior version|"
    "update|for the record|originally|editing error|production error|regret the error|apologi|ed. note|note to readers|"
    "korrekt|korrigi|berichtig|richtigst|widerr|zurückgez|früheren|ersten fassung|vorherigen|redaktion|ersetzt|klarst|aktualisier|"
    "rectific|correctif|rétract|retiré|remplac|rédaction|ndlr|mise à jour|version précédente|première version|précision|"
    "correcci|erratas|versión anterior|primera versión|retract|retirad|reemplazad|sustituid|actualizaci|inquietud|preocupaci|aclaraci|redacción|"
    "correção|versão anterior|substituíd|atualiza|preocupação|retratad|esclarec|redação|ritirat|ritrattat|sostituit|versione precedente|aggiornam|correzion|precisazion|redazione|"
    "исправлен|поправк|отозван|версии|редакци|заменен|уточнен|обновлен|озабоч|обеспокоен|更正|勘误|訂正|撤|取り下げ|版本|以前の|当初|取代|替代|更新|追記|编者|編者|編集|澄清|关注声明|懸念|"
    "fe de err|correctie|rectificatie|eerdere versie|ingetrokken|teruggetrokken|sprostowan|korekt|poprzedniej|pierwotnej|wycofan|düzeltme|önceki|ilk hal|geri çekil|oprava|předchozí|erramos|rettific|prima versione|rättelse|rettelse|tidigare version|tidligere|tilbagetrukket|oikaisu|διόρθωσ|helyesbít|corectare|đính chính|"
    "تصحيح|سحب|نسخة|استبدال|توضيح|تحديث|ملاحظة|संशोधन|सुधार|वापस|संस्करण|टिप्पणी|अपडेट|प्रतिस्थापित|बदल दिया|সংশোধন|প্রত্যাহার|সংস্করণ|تصحیح|واپس|سابقہ|پچھلے|정정|철회|편집자|이전|ralat|koreksi|catatan redaksi"
)  # fmt: skip
_SPELLINGS = tuple((cue, frozenset(cue)) for cue in _CUES)
_TITLE = re.compile(
    rf"\W{{0,3}}(?:{RETRACTED_WORK}|retracted|withdrawn|retraction|zurückgezogen|widerrufen|rétracté|retirado|retractado|ritirato|ritrattato|отозван[ао]?|已?撤[稿回]|取り下げ|تم سحب|वापस लिया गया|প্রত্যাহার|واپس لیا گیا|철회)"
    r"(?:\s?[:：\]】）)–—-]|\s?$)",
    re.IGNORECASE,
)
_EDITORS = r"(?:the|our) (?:[\w-]{1,20},? ){0,6}?(?:authors?|editors?(?:-in-chief)?|publishers?|journal)"
# Printed across the pages of a PDF: the last words of the first one, behind whatever its last line says.
_WATERMARK = re.compile(r"(?<!\S)(?:RETRACTED|WITHDRAWN)(?: (?:ARTICLE|CHAPTER|PAPER))?(?=\n{1,3}\f)")
# The name of a correction, which a colon and a sentence follow.
_LABELS = "fe de (?:errores|erratas)|correctie|rectificatie|sprostowanie|korekta|düzeltme|oprava|rättelse|rettelse|oikaisu|διόρθωση|helyesbítés|corectare|đính chính|koreksi|ralat|erramos|rettifica"
_SENTENCES = {
    NoteKind.RETRACTION: (
        rf"(?:this|our) (?:\w+ )?{_PAPER} (?:has been|was|is|has since been)(?: \w+)? (?:retracted|withdrawn)\b", r"the (?:article|story|post|page|entry|press release) (?:has been|is)(?! since)(?: \w+)? (?:retracted|withdrawn)\b", rf"we (?:\w+ )?(?:retract|withdraw|withdrew|withdrawn|retracted)s? (?:this|the|our) {_PAPER}", rf"{_EDITORS} (?:\w+ )?(?:retract|withdraw|withdrew|withdrawn|retracted)s? (?:this|our) {_PAPER}",
        r"notice of retraction", rf"(?:a|the) retraction(?: note| notice)? (?:to|of|for) this {_PAPER} (?:was|is|has been) (?:published|available)", r"(?:(?:dieser|der) (?:artikel|beitrag|text)|diese studie) (?:wurde|ist) (?:\w+ )?(?:zurückgezogen|widerrufen)", r"(?:cet|l['’]) ?article (?:a été|est) (?:rétracté|retiré)", r"cette (?:étude|publication) a été (?:rétractée|retirée)",
        r"(?:(?:este|el) artículo|este (?:estudio|trabajo)) (?:ha sido|fue) (?:retractado|retirado)", r"(?:(?:este|o) artigo|este estudo) foi (?:retratado|retirado|retractado)", r"(?:questo|l['’]) ?(?:articolo|studio) è stato (?:ritirato|ritrattato)",
        r"(?:эта |данная )?(?:статья|публикация|работа) (?:была )?отозвана", r"(?:本文|该文|此文|本篇?文章|该?论文|这篇文章)(?:现?已被?|被)(?:\w{0,6})撤[回稿下]", r"(?:本|この)(?:論文|記事)は.{0,12}(?:撤回|取り下げ)", r"(?:تم سحب|سُحبت?|سحبت?) (?:هذا|هذه) ?(?:المقال|المقالة|البحث|الورقة|الدراسة)",
        r"(?:यह|इस) (?:लेख|शोध|अध्ययन|खबर).{0,20}वापस ले", r"(?:এই )?(?:নিবন্ধটি|প্রবন্ধটি|গবেষণাটি|প্রতিবেদনটি).{0,20}প্রত্যাহার", r"(?:یہ|اس) (?:مضمون|مقالہ|تحقیق|خبر).{0,20}واپس لے", r"이 (?:논문|기사)[은는].{0,10}철회",
        r"(?:dit|deze|het) (?:artikel|stuk|studie|onderzoek) (?:is|werd) (?:\w+ )?(?:ingetrokken|teruggetrokken)", r"(?:ten |niniejszy )?artykuł został (?:\w+ )?wycofany", r"bu (?:makale|haber|çalışma|yazı).{0,30}geri çekil",
    ),
    NoteKind.SUPERSEDED: (
        rf"(?:this|the) (?:\w+ )?{_PAPER} (?:has been|is|was) (?:\w+ )?(?:superseded|replaced)\b", r"superseded by\b", rf"a newer version of this {_PAPER} is available", r"diese[rs]? \w+ wurde (?:\w+ )?(?:durch .{0,60} )?ersetzt", r"ce(?:t|tte)? \w+ (?:a été|est) remplacée? par",
        r"est[ea] \w+ (?:ha sido|fue) (?:reemplazad|sustituid)[oa]", r"est[ea] \w+ foi substituíd[oa]", r"quest[oa] \w+ è stat[oa] sostituit[oa]", r"(?:этот|эта|данный) \w+ заменен", r"(?:本|此|该)(?:文件|版本|页面|文档|标准)已被.{0,30}(?:取代|替代)", r"تم استبدال هذ", r"इस \S+ को .{0,40}(?:प्रतिस्थापित|बदल दिया)",
    ),
    NoteKind.CONCERN: (
        r"(?:an )?(?:editorial )?expression of concern\b", r"avertissement de la rédaction", r"expresión de (?:preocupación|inquietud)", r"expressão de preocupação", r"espressione di preoccupazione", r"выражение (?:обеспокоенности|озабоченности)", r"关注声明|編集上の懸念|懸念の表明",
    ),
    NoteKind.CORRECTION: (
        r"in einer (?:früheren|ersten|vorherigen) (?:version|fassung) (?:dieses|des|dieser)", r"(?:dans )?(?:une|la) (?:version précédente|première version|version antérieure) de (?:cet|ce|cette|notre)", r"(?:en )?(?:una|la) (?:versión anterior|primera versión) de est", r"(?:(?:em )?uma|na|a) (?:versão anterior|primeira versão) d?est",
        r"(?:(?:in )?una|nella|la) (?:versione precedente|prima versione) di quest", r"в (?:предыдущей|ранней|первоначальной|более ранней) версии (?:этой |данной )?(?:статьи|заметки|новости|материала|текста)", r"(?:本文|文章|报道|此文)的?(?:早前|先前|此前|早期|之前|较早)的?版本", r"(?:この記事の)?(?:以前|当初)の(?:版|記事|バージョン)",
        r"(?:ذكرت|ذكر|في|أوردت) نسخة سابقة من هذ", r"इस (?:लेख|खबर|रिपोर्ट) के (?:पिछले|पहले|पूर्व) संस्करण", r"এই? (?:প্রতিবেদনের|নিবন্ধের|খবরের) (?:আগের|পূর্ববর্তী) সংস্করণ", r"اس (?:مضمون|خبر|رپورٹ) کے (?:پچھلے|سابقہ)", r"이 기사의 이전 (?:버전|판)",
        r"in een (?:eerdere|vorige) versie van (?:dit|deze)", r"w (?:poprzedniej|pierwotnej|wcześniejszej) wersji (?:tego |niniejszego )?(?:artykułu|tekstu|materiału)", r"bu (?:haberin|yazının|makalenin) (?:önceki|ilk|eski) (?:sürüm|versiyon|hal)\w{0,10}",
        r"【(?:訂正|修正|お詫び|更正|勘误)[^】]{0,10}】.{10,}", rf"(?:{_LABELS})\b[^:：\n]{{0,40}}[:：–—] ?.{{30,}}",
        rf"the (?:figure|number|value|table|chart|data)s? (?:in|of) this {_PAPER} (?:has|have) been corrected", rf"an? (?:earlier|previous|prior) version of (?:this|the) {_PAPER}",
        rf"an? (?:author |publisher )?(?:correction|erratum|corrigendum) to this {_PAPER} (?:was|is|has been) (?:published|available)", rf"the original (?:online |published )?version of this {_PAPER} (?:was|has been) (?:revised|corrected)",
        rf"this {_PAPER} has (?:a correction|an erratum|a corrigendum)\b", rf"this [a-z]{{3,9}}\.? \d{{1,2}} {_PAPER} has been corrected",
    ),
}  # fmt: skip
_FOUND = {
    kind: re.compile(
        rf"[\W_]{{0,4}}(?:[^\W\d_]{{3,20}}(?: note)?[:：]\s{{0,4}})?(?:{'|'.join(patterns)})", re.IGNORECASE
    )
    for kind, patterns in _SENTENCES.items()
}
_UPDATE = re.compile(
    r"[\W_]{0,4}(?:update(?! (?:the|your|this|these|all|our|to|it|now)\b)|aktualisierung|mise à jour|actualización|atualização|aggiornamento|обновление|更新|追記|تحديث|अपडेट)\b[^:：\n]{0,40}[:：]\s?(?P<body>.{20,})",
    re.IGNORECASE,
)
_SMALL_WORD = re.compile(r"(?<![\w])[a-zа-яà-ÿ]{2,}|[\u0600-\u0dff\u3040-\u9fff]{2,}")
_MIN_WORDS = 4
_END = re.compile(r"[.!?。！？।۔)][\"”“»›」』’')\]\s]{0,5}$")
_GRAVITY = (NoteKind.RETRACTION, NoteKind.CORRECTION, NoteKind.CONCERN, NoteKind.SUPERSEDED, NoteKind.CLARIFICATION, NoteKind.EDITOR_NOTE)  # fmt: skip
# The heading of links to other articles; words that a page's menu has as well ("Latest", "Most read") are none.
_LINKS = re.compile(
    r"(?:related|recommended|similar)(?: [a-z]{1,12}){1,5}|related|further reading|see also|read (?:next|also)|you (?:may|might) also (?:like|be interested in)",
    re.IGNORECASE,
)
# What stands in these is said of an earlier text.
_ABOUT_EARLIER = frozenset(
    {NoteKind.CORRECTION, NoteKind.CLARIFICATION, NoteKind.RETRACTION, NoteKind.EDITOR_NOTE}
)


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice of a page about itself: `text[start:end]` of the page's text."""

    kind: NoteKind
    text: str
    start: int
    end: int

    @property
    def key(self) -> str:
        """What tells a notice from another one: its letters."""
        return letters_of(self.text)

    @property
    def is_about_earlier_text(self) -> bool:
        """Whether it quotes what the page said before."""
        return self.kind in _ABOUT_EARLIER


def gravest(notices: tuple[Notice, ...] | list[Notice]) -> Notice | None:
    """The notice that matters most: a retraction, then a correction; the first of several."""
    order = {kind: rank for rank, kind in enumerate(_GRAVITY)}
    return min(notices, key=lambda notice: order.get(notice.kind, len(order)), default=None)


@lru_cache(maxsize=4)
def find_notices(text: str) -> tuple[Notice, ...]:
    """The notices of a page's full visible text in its order; a line or paragraph each."""
    small = text.lower()
    characters = set(small)  # a cue of another script is not looked for
    cues = tuple(cue for cue, spelt_with in _SPELLINGS if spelt_with <= characters and cue in small)
    notices: list[Notice] = []
    for notice in _notices(text, cues) if cues else ():
        notices.append(notice)
        if len(notices) == _MAX_NOTICES:
            break
    watermark = _WATERMARK.search(text) if cues else None
    if watermark and all(notice.start != watermark.start() for notice in notices):
        notices.append(Notice(NoteKind.RETRACTION, watermark[0], *watermark.span()))
    return tuple(notices)


def _notices(text: str, cues: tuple[str, ...]) -> Iterator[Notice]:
    start, section, is_linked = 0, None, False
    for line in text.split("\n", _MAX_LINES)[:_MAX_LINES]:
        words = line.strip()
        offset = start + (len(line) - len(line.lstrip()))
        start += len(line) + 1
        if not words or len(words) > _MAX_LINE:
            continue
        is_linked = _LINKS.fullmatch(words) is not None or (is_linked and not _is_sentence(words))
        at, kind = _kind_of(words, offset) if _has_any(words.lower(), cues) else (0, None)
        if is_linked and _TITLE.match(words):  # another article's
            kind = None
        if kind is None and section and _is_sentence(words):
            at, kind = 0, section
        section = section_kind(words) if len(words) < _MIN_SENTENCE * 2 and kind is None else None
        if kind is not None:
            yield Notice(kind, words[at:][:MAX_TEXT], offset + at, offset + len(words))


def _has_any(words: str, cues: tuple[str, ...]) -> bool:
    return any(cue in words for cue in cues)


def _kind_of(words: str, offset: int) -> tuple[int, NoteKind | None]:
    """Where a notice begins in a line, and its kind; None if the line has none."""
    if offset < _TOP and _TITLE.match(words):
        return 0, NoteKind.RETRACTION
    if said := next((kind for kind, pattern in _FOUND.items() if pattern.match(words)), None):
        return 0, said
    if (update := _UPDATE.match(words)) and _states_figure(update["body"]):
        return 0, NoteKind.UPDATE
    start, kind = find_note(words, Block("paragraph", 0, len(words)))
    is_notice = kind is not NoteKind.UPDATE and _is_sentence(words[start:])
    return (start, kind) if is_notice else (0, None)


def _is_sentence(words: str) -> bool:
    """False for a link to the corrections of a site, or a headline that begins with the word."""
    return len(letters_of(words)) >= (_MIN_SENTENCE if words.isascii() else _MIN_SENTENCE // 3) and bool(
        _END.search(words)
    )


def _states_figure(body: str) -> bool:
    """Whether an update says something with a figure, not only when it was."""
    return any(letter.isdigit() for letter in body) and len(_SMALL_WORD.findall(body)) >= _MIN_WORDS
