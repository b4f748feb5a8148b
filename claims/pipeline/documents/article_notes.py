"""Article notes: corrections, editor's notes and updates that a publisher prints with an article."""

from __future__ import annotations

import re
from dataclasses import replace

from claims.values import Block, Document, Note
from claims.vocabulary import NoteKind

_DATE = r"(?:\s?[(,–—-]\s?[\w.,’: /-]{1,40}\)?|\s(?:\w{2,9}\.?\s)?\d[\w.,: /-]{0,30})?"
_LABELS = {
    NoteKind.CORRECTION: (
        "corrections?", "corrected", "correction (?:notice|note|statement)", "notice of correction", "errat(?:um|a)", "corrigend(?:um|a)", "corrections? (?:and|&) clarifications?", "for the record",
        "setting the record straight",
        "korrektur", "berichtigung", "richtigstellung", "rectificatif", "correctif", "corrección", "fe de erratas", "rectificación",
        "correzione", "errata corrige", "correção", "errata", "исправление", "поправка", "更正", "勘误", "訂正", "정정", "تصحيح",
        "ralat", "koreksi", "भूल सुधार", "संशोधन", "सुधार", "সংশোধনী", "تصحیح",
        "korrekturhinweis", "korrigiert", "rectification", "fe de errores", "nota de corrección", "rettifica", "erramos", "retificação", "correctie", "rectificatie",
        "rettelse", "korreksjon", "rättelse", "oikaisu", "korjaus", "sprostowanie", "korekta", "oprava", "düzeltme", "helyesbítés", "helyreigazítás", "erată", "corectură",
        "διόρθωση", "виправлення", "поправка", "תיקון", "đính chính", "お詫びと訂正", "訂正とお詫び", "訂正のお知らせ", "修正", "勘誤", "바로잡습니다", "정정 보도",
    ),
    NoteKind.CLARIFICATION: ("clarifications?", "klarstellung", "précision", "aclaración", "precisazione", "esclarecimento", "уточнение", "澄清", "توضيح"),
    NoteKind.RETRACTION: ("retractions?", "retracted", "retraction (?:notice|note|statement)", "notice of retraction", "withdrawn", "widerruf", "rétractation", "retractación", "撤回", "撤稿"),
    NoteKind.EDITOR_NOTE: (
        "(?:editors?[’'`]?s?|editors[’'`]|publisher[’'`]?s?|author[’'`]?s?) notes?", "note (?:from|by) the editors?", "note to readers",
        "ed(?:itor)?\\. note", "anm(?:erkung|\\.)? (?:der|d\\.) red(?:aktion|\\.)", "hinweis der redaktion", "note de la rédaction", "ndlr", "n\\.d\\.l\\.r\\.?",
        "nota del editor", "nota de la redacción", "nota della redazione", "ndr", "nota do editor", "nota da redação",
        "от редакции", "примечание редакции", "编者按", "編者按", "编者注", "編集部注", "편집자 주", "ملاحظة المحرر", "ملاحظة من المحرر",
        "catatan redaksi", "सम्पादकीय टिप्पणी", "संपादक की टिप्पणी",
    ),
    NoteKind.UPDATE: ("updates?", "updated", "aktualisierung", "mise à jour", "actualización", "aggiornamento", "atualização", "обновление", "обновлено", "更新", "追記", "تحديث"),
}  # fmt: skip
# Labels of scripts without spaces stand before one: "訂正 …", and in brackets: "【訂正】…".
_APART = r"(?<=[\u3040-\u9fff\uac00-\ud7af])\s|[】〉》」』）]|(?<=\w)[\])]\s"
_LABELLED = {
    kind: re.compile(
        rf"[\W_]{{0,4}}(?:{'|'.join(labels)})(?:{_DATE}\s?[:：]|\s?[—–]\s|\.\s|{_APART})\s?", re.IGNORECASE
    )
    for kind, labels in _LABELS.items()
}
_HEADINGS = {
    kind: re.compile(rf"[\W_]{{0,4}}(?:{'|'.join(labels)})[\W_]{{0,4}}", re.IGNORECASE)
    for kind, labels in _LABELS.items()
    if kind is not NoteKind.UPDATE
}
_TEXT = r"(?:article|story|post|report|piece|item|column|page|headline|version|entry|newsletter|blog post|review|interview|text|caption)"
_EARLIER = r"(?:earlier|previous|original|initial|prior|first|print)"
_WRONG = r"(?:misstated|misidentified|misspelled|misspelt|mischaracteri[sz]ed|misattributed|misquoted|incorrectly|wrongly|mistakenly|erroneously|inaccurately)"
_THIS = rf"(?:(?:this|our) {_TEXT}|the (?:article|story|headline))"
# "In einer früheren Version dieses Artikels …", as notices begin without a label in other languages.
_ELSEWHERE = re.compile(
    r"(?:.{0,40}\b)?(?:(?:früheren|ersten|ursprünglichen) (?:version|fassung) (?:dieses|des) (?:artikels|textes|beitrags)|(?:version|mouture) (?:précédente|antérieure|initiale|originale) de (?:cet article|ce texte)"
    r"|versión (?:anterior|previa|original|inicial) de (?:este|esta|la) (?:artículo|nota|noticia|texto|información)|(?:precedente versione|versione precedente) (?:di questo|dell[’'])\s?articolo|versão (?:anterior|original|inicial) (?:deste|desta|do|da) (?:artigo|texto|reportagem|matéria|notícia)"
    r"|(?:eerdere|vorige|oorspronkelijke) versie van (?:dit|het) (?:artikel|bericht|stuk)|tidligere (?:version|versjon|utgave|udgave) a[fv] (?:denne )?(?:artik\w{1,6}|teksten)|tidigare version av (?:den här |denna )?(?:artikeln?|texten?)|(?:wcześniejszej|poprzedniej|pierwotnej) wersji (?:tego )?(?:artykułu|tekstu)"
    r"|(?:предыдущей|первоначальной|ранней|первой) версии (?:этой |этого )?(?:статьи|материала|текста|новости))\b"
    r"|(?:この記事の(?:以前|当初|初版)|(?:当初|以前)の記事|本文(?:早前|先前|此前)的?版本|이 기사의 이전|기사의 이전 버전)",
    re.IGNORECASE,
)
_CHANGED = {
    NoteKind.CORRECTION: re.compile(
        rf"(?:an?|the) {_EARLIER} (?:versions?|drafts?) of {_THIS} .{{0,60}}?(?:{_WRONG}|said|stated|gave|referred|omitted|included|contained|reported|described|listed|named)\b"
        rf"|(?:an?|the) {_EARLIER} (?:version|{_TEXT}) .{{0,40}}?{_WRONG}\b"
        rf"|(?:an?|the) {_EARLIER} version (?:said|stated|gave|put|reported)\b"
        rf"|this {_TEXT} (?:has been|was|is) (?:\w+ )?(?:corrected|amended|fixed)\b"
        rf"|this {_TEXT} (?:(?:originally|initially|previously|earlier) (?:\w+ )?(?:said|stated|gave|referred|reported|described|claimed|identified|named|listed|attributed)|{_WRONG})\b"
        r"|corrects (?:the )?(?:(?:first|second|third|fourth|fifth|last|\d{1,2}\w{2}) )?(?:paragraphs?|headlines?|bullets?|lead|day|date|year|month|spelling|name|title|figures?|numbers?|typo|quote|attribution)\b"
        rf"|(?:due to|because of) an (?:editing|editorial|reporting|production) error\b|we (?:regret|apologi[sz]e for) the error\b",
        re.IGNORECASE,
    ),
    NoteKind.CLARIFICATION: re.compile(
        rf"this {_TEXT} (?:has been|was) (?:\w+ )?(?:clarified)\b|this {_TEXT} (?:has been|was) (?:updated|amended|edited|revised|changed) (?:\w+ )?to clarify\b",
        re.IGNORECASE,
    ),
    NoteKind.RETRACTION: re.compile(
        rf"this {_TEXT} (?:has been|was|is) (?:\w+ )?(?:retracted|withdrawn|removed|taken down|unpublished)\b|(?:we|the editors) (?:have )?(?:retract|retracted|withdrawn) this {_TEXT}\b",
        re.IGNORECASE,
    ),
    NoteKind.UPDATE: re.compile(
        rf"this {_TEXT} (?:has been|was) (?:\w+ )?(?:updated|edited|revised|expanded|republished|changed|modified)\b"
        rf"|this {_TEXT} (?:first|originally) (?:appeared|ran|was published)\b|(?:last )?updated (?:on|at|with)\b",
        re.IGNORECASE,
    ),
}
_ORDER = (NoteKind.CLARIFICATION, NoteKind.RETRACTION, NoteKind.CORRECTION, NoteKind.UPDATE)
_INNER = re.compile(
    r"(?<=[.!?”\"’)\]])\s+(?=[\W_]{0,3}(?:(?:Correction|Clarification|Editor[’']s [Nn]ote|Editors[’'] [Nn]ote|Retraction)\b[^.!?\n]{0,45}:"
    rf"|(?:An|The) {_EARLIER} version of {_THIS}\b|This {_TEXT} (?:has been|was) (?:\w+ )?(?:updated|corrected|amended|clarified|edited|revised)\b))"
)
_ABOUT_TEXT = re.compile(
    rf"\b(?:(?:this|the) {_TEXT}|an? {_EARLIER} version|add(?:s|ed|ing)|updated|(?:now|to) (?:includes?|reflects?)|comments?|clarif\w+|correct\w*|headline)\b",
    re.IGNORECASE,
)
_KINDS = frozenset(("paragraph", "item", "quote", "heading"))
_MAX_NOTE = 3000
_MAX_BLOCKS = 6


def split_notes(document: Document) -> Document:
    """Returns the document with its notes. Blocks, or the ends of blocks, that are notes are removed from its blocks."""
    notes: list[Note] = []
    blocks: list[Block] = []
    section: NoteKind | None = None
    in_section = 0
    for block in document.blocks:
        words = document.text[block.start : block.end] if block.end - block.start <= _MAX_NOTE else ""
        if block.kind == "heading":
            section, in_section = section_kind(words), 0
        start, kind = find_note(words, block)
        if section and block.kind != "heading" and in_section < _MAX_BLOCKS:
            start, kind = 0, kind or section
            in_section += 1
        if kind is None:
            blocks.append(block)
            continue
        if body := words[:start].rstrip():
            blocks.append(replace(block, end=block.start + len(body)))
        notes.append(Note(kind, words[start:], block.start + start, block.end))
    return replace(document, blocks=tuple(blocks), notes=tuple(notes)) if notes else document


def note_blocks(page: Document) -> tuple[Block, ...]:
    """Returns the blocks of a page that are notes as a whole, of whichever of its articles."""
    return tuple(
        block
        for block in page.blocks
        if block.end - block.start <= _MAX_NOTE
        and block.kind != "heading"
        and (note := find_note(page.text[block.start : block.end], block))[1]
        and note[0] == 0
    )


def find_note(words: str, block: Block) -> tuple[int, NoteKind | None]:
    """Where the note in a block begins, and its kind; None if it has none."""
    if block.kind not in _KINDS:
        return 0, None
    if kind := _kind_of(words, is_heading=block.kind == "heading"):
        return 0, kind
    inner = _INNER.search(words) if block.kind != "heading" else None
    return (inner.end(), _kind_of(words[inner.end() :])) if inner else (0, None)


def section_kind(words: str) -> NoteKind | None:
    """The kind of the notes below a heading such as "Corrections"."""
    return next((kind for kind, label in _HEADINGS.items() if label.fullmatch(words)), None)


def _kind_of(words: str, *, is_heading: bool = False) -> NoteKind | None:
    for kind, label in _LABELLED.items():
        if (match := label.match(words)) and len(words) > match.end() + 3:
            body = words[match.end() :]
            return kind if kind is not NoteKind.UPDATE or _ABOUT_TEXT.search(body[:300]) else None
    if is_heading:
        return None
    words = words.lstrip("*_([ \"'—–-•")
    if _ELSEWHERE.match(words):
        return NoteKind.CORRECTION
    return next((kind for kind in _ORDER if _CHANGED[kind].match(words)), None)
