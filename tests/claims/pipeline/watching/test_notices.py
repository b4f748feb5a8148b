"""Notices: a page's own words about its corrections and its retraction, in the most used languages."""

import pytest

from claims.pipeline.watching.notices import find_notices, gravest
from claims.vocabulary import NoteKind


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("RETRACTED: Vitamin K halves falls", "retraction"),
        ("This article has been retracted. See the notice.", "retraction"),
        ("The authors have retracted this paper because of an error.", "retraction"),
        ("Dieser Artikel wurde zurückgezogen.", "retraction"),
        ("Cet article a été rétracté.", "retraction"),
        ("Este artículo ha sido retractado.", "retraction"),
        ("Este artigo foi retirado.", "retraction"),
        ("Эта статья была отозвана.", "retraction"),
        ("本文已被撤回。", "retraction"),
        ("この論文は著者により撤回されました。", "retraction"),
        ("تم سحب هذا المقال.", "retraction"),
        ("यह लेख वापस ले लिया गया है।", "retraction"),
        ("The publisher has withdrawn this article: its data could not be verified.", "retraction"),
        ("Dit artikel is ingetrokken door de redactie.", "retraction"),
        ("Artykuł został wycofany przez redakcję.", "retraction"),
        ("Note: This article has been retracted.", "retraction"),
        ("RETRACTED ARTICLE: Vitamin K halves falls", "retraction"),
        ("WITHDRAWN CHAPTER: Vitamin K halves falls", "retraction"),
        ("Retracted Article", "retraction"),
        ("ARTICLE RÉTRACTÉ : la vitamine K et les chutes", "retraction"),
        ("Editorial note: this article has been retracted at the authors' request.", "retraction"),
        ("The Editor-in-Chief and the publisher have retracted this article.", "retraction"),
        ("A Retraction to this article was published on 04 May 2026", "retraction"),
        ("A Correction to this article was published on 12 March 2026", "correction"),
        ("An Author Correction to this article was published on 12 March 2026", "correction"),
        ("The original online version of this article was revised: Table 2 was wrong.", "correction"),
        ("This article has a correction. Please see: Correction - May 01, 2026", "correction"),
        ("(This May 4 story has been corrected to say 12 taxis in paragraph 3)", "correction"),
        ("An Editorial Expression of Concern to this article was published on 1 May 2026", "concern"),
        ("Correction: An earlier version of this article said 14,500 taxis.", "correction"),
        ("Korrektur: In einer früheren Version dieses Artikels hieß es 14.500 Taxis.", "correction"),
        ("Corrección: una versión anterior de este artículo decía 14.500 taxis.", "correction"),
        ("更正：本文早前版本误称有14500辆。", "correction"),
        ("Hinweis: In einer früheren Version dieses Beitrags war von 14.500 Taxis die Rede.", "correction"),
        ("Fe de errores: donde decía 14.500 taxis debe decir 1.390 taxis.", "correction"),
        ("Rettifica: nella prima versione di questo articolo si parlava di 14.500 taxi.", "correction"),
        ("Rectificatie (4 juni): het artikel meldde 14.500 taxi's; het waren er 1.390.", "correction"),
        ("Sprostowanie: podaliśmy błędnie 14 500 taksówek. Prawidłowa liczba to 1390.", "correction"),
        ("Düzeltme: Bu haberin önceki sürümünde 14.500 taksi yazılmıştı.", "correction"),
        ("Rättelse: I en tidigare version stod det 14 500 taxibilar. Rätt siffra är 1 390.", "correction"),
        ("【訂正】タクシーの台数に誤りがありました。正しくは1,390台です。", "correction"),
        ("تصحيح: ذكرت نسخة سابقة من هذا المقال أن العدد 14500.", "correction"),
        ("Clarification: The story now says that the figure is for March.", "clarification"),
        ("Editor's note: This story was edited to fix the number of taxis.", "editor_note"),
        ("Update: the figure is now 1,390 taxis in 12 cities.", "update"),
        ("This study was withdrawn by its authors.", "retraction"),
        ("The article has been retracted by the publisher.", "retraction"),
        ("This document has been superseded by version 2.", "superseded"),
        ("This guidance has been replaced by version 3 and is kept for reference.", "superseded"),
        ("Expression of concern: the editors know of problems with the data.", "concern"),
    ],
)
def test_a_notice_is_known_by_its_words(line, kind):
    [notice] = find_notices(f"A heading\n\n{line}\n\nSome other words.")

    assert (notice.kind, notice.text) == (kind, line)


@pytest.mark.parametrize(
    "line",
    [
        "Corrections",
        "Correction: markets fall 5% in a week",
        "Updated: Monday, March 3, 2025 at 10:15 am EST",
        "Updated 7 minutes ago",
        "Update the app: version 3.2 brings 12 new languages and a map of the harbour.",
        "Korekta cen potrwa do końca roku, mówi prezes portu, a ruch ma rosnąć.",
        "Correctie",
        "The company corrected its forecast on Monday, it said.",
        "The minister withdrew his remark on Monday.",
        "The minister of the interior and the publisher withdrew the remark.",
        "Retracted article: how one paper misled a field",
        "Retracted articles",
        "The study was retracted in 2021 after two laboratories could not repeat it.",
        "The paper has since been retracted, and its first author left the university.",
        "The authors have retracted the paper, a spokesman of the journal said.",
        "Die Studie wurde zurückgezogen, nachdem ein Labor Fehler gefunden hatte.",
        "L’étude a été rétractée en 2021 par la revue.",
        "El estudio fue retirado en 2021 por la revista.",
        "Our editor wrote this note for you.",
    ],
)
def test_other_lines_with_such_words_are_none(line):
    assert find_notices(f"A heading\n\n{line}\n\nSome other words.") == ()


def test_the_sentence_below_a_heading_is_the_notice():
    text = "News\n\nCorrection\n\nThe number of taxis was 1,390, not 14,500, in that year.\n\nMore news."

    [notice] = find_notices(text)

    assert text[notice.start : notice.end] == "The number of taxis was 1,390, not 14,500, in that year."


def test_a_retraction_matters_most():
    text = "Correction: An earlier version of this article said 5.\n\nThis article has been retracted."

    assert gravest(find_notices(text)).kind is NoteKind.RETRACTION
    assert gravest(()) is None


def test_a_notice_is_bounded():
    [notice] = find_notices("Correction: An earlier version of this article said 5. " + "Words. " * 400)

    assert len(notice.text) == 1000


def test_only_a_title_on_top_retracts():
    assert find_notices("Words. " * 400 + "\n\nRETRACTED: Another paper, by others\n") == ()


@pytest.mark.parametrize(
    "heading",
    ["Related articles", "Read next", "You may also like", "Similar content being viewed by others"],
)
def test_a_title_among_links_to_other_articles_does_not_retract(heading):
    links = f"{heading}\n\nA ferry in Bergen\n\nRETRACTED: Vitamin K halves falls\n\nNews"

    assert find_notices(links) == ()
    [notice] = find_notices(
        f"{links}\n\nThe text of the article begins here with a sentence.\n\nRETRACTED: Falls and taxis"
    )
    assert notice.text == "RETRACTED: Falls and taxis"


def test_a_title_below_a_menu_retracts():
    assert find_notices("Home\n\nLatest articles\n\nMost read\n\nRETRACTED: Vitamin K halves falls") != ()


def test_a_watermark_of_a_pdf_retracts():
    first = "The birds number 203 in all the places that were seen. RETRACTED\n\n"
    text = f"{first}\fThe second page says more. RETRACTED\n\n\fThe third."

    [notice] = find_notices(text)

    assert (notice.kind, text[notice.start : notice.end]) == (NoteKind.RETRACTION, "RETRACTED")
    assert find_notices(first + "No page ends here.") == ()
