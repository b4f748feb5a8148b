from dataclasses import replace

import pytest

from claims.pipeline.documents.article_notes import find_note, note_blocks
from claims.pipeline.documents.documents import read_document
from claims.values import Block
from claims.vocabulary import ContentType, NoteKind


def read(*paragraphs):
    return read_document("# Weir\n\n" + "\n\n".join(paragraphs), ContentType.MARKDOWN)


def notes(document):
    return [(note.kind.value, document.text[note.start : note.end]) for note in document.notes]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Correction: The weir is four metres high, not fourteen.", "correction"),
        ("(Corrects second paragraph to say that the weir is four metres high)", "correction"),
        ("[Correction] The weir is four metres high.", "correction"),
        ("訂正 堰の高さは4メートルです。", "correction"),
        ("【修正】堰の高さは4メートルです。", "correction"),
        ("Oprava: Jez je vysoký čtyři metry.", "correction"),
        ("Oikaisu: Pato on neljä metriä korkea.", "correction"),
        ("Dans une version antérieure de ce texte, le barrage mesurait 14 mètres.", "correction"),
        ("In der ursprünglichen Fassung des Beitrags war das Wehr 14 Meter hoch.", "correction"),
        ("**Correction, 3 May 2024:** The weir is four metres high.", "correction"),
        ("Correction (May 3): The weir is four metres high.", "correction"),
        ("CORRECTION — The weir is four metres high.", "correction"),
        ("An earlier version of this article misstated the height of the weir.", "correction"),
        ("The original version of this story said that the weir is fourteen metres high.", "correction"),
        ("This article originally stated that the weir had burst.", "correction"),
        ("This post has been corrected to give the height of the weir.", "correction"),
        ("Because of an editing error, the height of the weir was wrong.", "correction"),
        ("Clarification: The weir belongs to the province.", "clarification"),
        ("This story has been updated to clarify who owns the weir.", "clarification"),
        ("Editor's note: This story first said that the weir had burst.", "editor_note"),
        ("Editors’ Note, 4 May: The author owns shares of the mill.", "editor_note"),
        ("Retraction: We withdraw this report.", "retraction"),
        ("This article has been retracted at the request of its authors.", "retraction"),
        ("Update, 11:40: This story now includes a comment by the mill.", "update"),
        ("This article was updated at 11:40 to add a comment.", "update"),
        ("Berichtigung: Das Wehr ist vier Meter hoch.", "correction"),
        ("Anm. d. Red.: In einer früheren Fassung stand vierzehn.", "editor_note"),
        ("Corrections & clarifications: The weir is four metres high.", "correction"),
        ("Rectificatif : le barrage mesure quatre mètres.", "correction"),
        ("更正：水坝高四米。", "correction"),
        ("ملاحظة المحرر: تم تعديل النص.", "editor_note"),
    ],
)
def test_notice_of_the_publisher_is_a_note_and_no_block(words, kind):
    document = read("The weir was closed in May.", words)

    assert [kind for kind, _ in notes(document)] == [kind]
    assert [document.text[b.start : b.end] for b in document.blocks] == [
        "Weir",
        "The weir was closed in May.",
    ]


@pytest.mark.parametrize(
    "words",
    [
        "Corrections officers at the weir said: it is closed.",
        "Update: The mill has confirmed that 300 people will leave.",
        "An earlier version of the pump used 40 litres of oil.",
        "An earlier report said that the weir was safe.",
        "The article was updated by its owner for money, a court heard.",
        "The correction was overdue.",
        "Editors note that the weir is old.",
    ],
)
def test_sentences_about_other_things_are_no_notes(words):
    assert notes(read(words)) == []


def test_note_at_the_end_of_a_paragraph_leaves_the_rest_of_it():
    document = read("The weir was closed in May. This article was updated to add its height.")

    assert notes(document) == [("update", "This article was updated to add its height.")]
    block = document.blocks[-1]
    assert document.text[block.start : block.end] == "The weir was closed in May."


def test_paragraphs_below_a_heading_of_corrections_are_notes():
    document = read(
        "The weir was closed.", "## Corrections", "It is four metres high.", "## Weather", "It rained."
    )

    assert notes(document) == [("correction", "It is four metres high.")]
    assert document.text[document.blocks[-1].start :].startswith("It rained.")


def test_notes_of_a_page_are_found_apart_from_its_article():
    document = read_document("# Weir\n\nIt is high.\n\nx", ContentType.MARKDOWN)
    text = "It is high.\n\nCorrection: It is low.\n\nIt burst. Correction: It did not."
    page = replace(
        document,
        text=text,
        blocks=(Block("paragraph", 0, 11), Block("paragraph", 13, 35), Block("paragraph", 37, len(text))),
    )

    assert note_blocks(page) == (page.blocks[1],)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (
            "Update, 14:30: The port has reopened. An earlier version said that 40 ships were waiting.",
            NoteKind.UPDATE,
        ),
        ("Retraction note: Three figures of it were duplicated.", NoteKind.RETRACTION),
        ("An earlier version said that 40 ships were waiting.", NoteKind.CORRECTION),
    ],
)
def test_notices_in_other_words_are_notes(words, kind):
    assert find_note(words, Block("paragraph", 0, len(words))) == (0, kind)
