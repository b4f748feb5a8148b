from dataclasses import replace

import pytest

from claims.pipeline.documents.article_blocks import keep_article
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


def test_short_paragraph_with_many_raised_numbers_is_kept():
    text = "It holds 4 tonnes[1]. It lost 12 in March.[2]"
    markers = (Marker(17, 20, ("1",)), Marker(42, 45, ("2",)))
    page = Document(f"Menu\n\n{text}", blocks=(Block("paragraph", 0, 4), Block("paragraph", 6, 51)))
    page = replace(page, markers=tuple(replace(m, start=m.start + 6, end=m.end + 6) for m in markers))

    assert keep_article(page, "It holds 4 tonnes. It lost 12 in March.").text == text


def test_page_of_which_only_the_source_list_is_found_is_kept_whole():
    page = _page("Menu", "The probe landed.", "Sources")

    assert keep_article(page, "Something else was written here", also=[page.blocks[2]]) == page


@pytest.mark.parametrize(
    ("paragraph", "linked", "is_kept"),
    [
        ("Steel hit 9 tonnes. (Post)", "Post", True),
        ("Read more about steel here", "here", False),
        ("Steel hit nine tonnes this year.", "Steel hit nine tonnes this year", False),
    ],
)
def test_sentence_whose_words_are_mostly_links_is_kept_between_the_paragraphs_of_the_article(
    paragraph, linked, is_kept
):
    page = _page("The probe landed on the moon.", paragraph, "It will stay there for a year.")
    start = page.text.index(linked)
    page = replace(page, links=(Link(start, start + len(linked), "https://a.example/1"),))

    kept = keep_article(page, "The probe landed on the moon.\nIt will stay there for a year.")

    assert (paragraph in kept.text) is is_kept


def test_behind_the_article_only_sentences_with_a_link_to_another_site_are_kept():
    page = _page(
        "The probe landed on the moon.", "Steel hit 9 tonnes. (Post)", "We use the cookies.", "By us."
    )
    post, cookies = page.text.index("Post"), page.text.index("cookies")
    page = replace(
        page, links=(Link(post, post + 4, "https://a.example/1"), Link(cookies, cookies + 7, "/cookies"))
    )

    kept = keep_article(page, "The probe landed on the moon.")

    assert kept.text == "The probe landed on the moon.\n\nSteel hit 9 tonnes. (Post)"
