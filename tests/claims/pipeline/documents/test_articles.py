import pytest

from claims.pipeline.documents.articles import keep_article
from claims.values import Block, Document, Link, Marker

TEXT = "Menu and search here\n\nThe probe landed on the far side.[1]\n\nMore stories for you today"
PAGE = Document(
    TEXT,
    blocks=(Block("paragraph", 0, 20), Block("paragraph", 22, 58), Block("paragraph", 60, 86)),
    links=(Link(26, 31, "https://a.example/p"), Link(60, 64, "https://a.example/m")),
    markers=(Marker(55, 58, ("1",)),),
)


def test_blocks_of_the_article_are_kept_with_shifted_offsets():
    kept = keep_article(PAGE, "The probe landed on the far side.[1]")

    assert kept.text == "The probe landed on the far side.[1]"
    assert [kept.text[link.start : link.end] for link in kept.links] == ["probe"]
    assert [kept.text[m.start : m.end] for m in kept.markers] == ["[1]"]


def test_other_requested_blocks_are_kept():
    kept = keep_article(PAGE, "The probe landed on the far side.[1]", also=[PAGE.blocks[2]])

    assert kept.text.endswith("More stories for you today")


def test_page_without_article_is_kept_whole():
    assert keep_article(PAGE, "Something else entirely was written") == PAGE


@pytest.mark.parametrize("sign", ["2", "[2]", " 2 ", "[2], [3]"])
def test_raised_numbers_within_a_sentence_do_not_lose_its_paragraph(sign):
    text = f"The probe{sign}, landed well."
    page = Document(text, blocks=(Block("paragraph", 0, len(text)),))

    assert keep_article(page, "The probe2, landed well.\nThe probe2,3, landed well.").text == text


def _page(*paragraphs):
    starts = [sum(len(words) + 2 for words in paragraphs[:i]) for i in range(len(paragraphs))]
    blocks = [
        Block("paragraph", start, start + len(words)) for start, words in zip(starts, paragraphs, strict=True)
    ]
    return Document("\n\n".join(paragraphs), blocks=tuple(blocks))


def test_note_beside_the_article_is_kept_and_one_far_from_it_is_not():
    page = _page("Correction: a.", *["Menu"] * 5, "The probe landed on the moon.", "Share", "Correction: b.")
    first, *_, last = page.blocks

    kept = keep_article(page, "The probe landed on the moon.", notes=[first, last])

    assert kept.text == "The probe landed on the moon.\n\nCorrection: b."
