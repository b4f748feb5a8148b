"""A check shows that addresses are one page by permanent redirects and by what the page says of itself."""

from dataclasses import replace

import pytest

from claims.pipeline.watching.response import Response
from claims.pipeline.watching.same_page import has_same_text, same_page
from claims.values import Hop, PageMetadata
from tests.claims.pipeline.watching.leased import lease_of, page_of

PLAIN, SECURE = "http://www.post.example/story", "https://post.example/story"


def shown(cited, *hops, canonical="", amp="", adopted=""):
    lease = replace(lease_of(), cited_url=cited, adopted_url=adopted)
    page = replace(
        page_of(), url=adopted or cited, final_url=hops[-1].url if hops else adopted or cited, hops=hops
    )
    metadata = PageMetadata(canonical_link=canonical, amp_link=amp)
    return same_page(Response(lease, page, text="The story.", metadata=metadata))


def test_a_permanent_redirect_leads_to_the_main_address():
    page = shown(PLAIN, Hop(301, "https://www.post.example/story"), Hop(308, SECURE))

    assert (page.main, page.others, page.needs_same_text) == (SECURE, {PLAIN}, False)


@pytest.mark.parametrize(
    "hops",
    [
        (Hop(302, SECURE),),
        (Hop(301, "https://post.example/"),),
        (Hop(301, "https://post.example/other"),),
        (Hop(301, "https://post.example/consent"), Hop(302, SECURE)),
    ],
)
def test_a_temporary_redirect_and_one_to_another_page_show_nothing(hops):
    assert shown(PLAIN, *hops) is None


def test_an_adopted_address_is_the_main_one():
    assert shown("https://m.post.example/story", adopted=SECURE).main == SECURE


def test_the_canonical_link_names_the_main_address_if_the_text_is_the_same():
    page = shown("https://m.post.example/story?utm_source=x", canonical="//post.example/story#top")

    assert (page.main, page.others, page.needs_same_text) == (SECURE, {"https://m.post.example/story"}, True)


def test_a_page_that_names_itself_is_the_main_one_of_all_its_variants():
    page = shown(SECURE, canonical="/story")

    assert page.main == SECURE
    assert PLAIN in page.others
    assert SECURE not in page.others


def test_a_page_names_its_amp_page():
    page = shown(SECURE, amp="https://post.example/story/amp")

    assert (page.main, page.others) == (SECURE, {"https://post.example/story/amp"})


@pytest.mark.parametrize(
    "canonical",
    ["", "https://post.example/", "https://other.example/story", "http://[", "mailto:desk@post.example"],
)
def test_a_canonical_link_to_another_page_shows_nothing(canonical):
    assert shown(PLAIN, canonical=canonical) is None


def test_texts_are_the_same_if_only_short_lines_differ():
    story = "Corvid ran 1,450 taxis in Norland at the end of March 2025, the company said."

    assert has_same_text(f"Home\n{story}", f"Menu\nNews\n{story}")
    assert not has_same_text(story, story.replace("1,450", "1,390"))
    assert not has_same_text(story, f"{story}\nIt plans to run as many again in the next year, it said.")
    assert has_same_text("Short.", "Short.")
    assert not has_same_text("Short.", "Brief.")
