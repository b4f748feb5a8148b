"""Notice watch: a notice that was there at first is no news; a new one is, once two checks have seen it."""

from claims.pipeline.watching.notice_watch import NoticeOutcome, new_notice, watch_notices
from claims.pipeline.watching.source_lease import SourceContext
from claims.pipeline.watching.verdict import judge
from claims.vocabulary import NoteKind
from tests.claims.pipeline.watching.leased import TEXT, lease_of, read_page

CORRECTION = "Correction: An earlier version of this report said 12 billion."
RETRACTION = "This report has been retracted."


def watched(text, context=None, *, may_confirm=False, **source):
    response = read_page(text, lease_of(**source))
    context = context or SourceContext(confirmed_text=TEXT)
    return watch_notices(judge(response, context), response, context, may_confirm=may_confirm)


def test_a_page_without_a_notice_has_none():
    assert watched(f"{TEXT}\nMore.") == NoticeOutcome("", "")


def test_a_notice_at_the_first_check_is_no_news():
    outcome = watched(f"{RETRACTION}\n{TEXT}", SourceContext(), text_hash="")

    assert (outcome.kind, outcome.text, outcome.news, outcome.is_held) == (
        "retraction",
        RETRACTION,
        None,
        False,
    )


def test_a_new_notice_waits_for_a_second_check():
    assert watched(f"{CORRECTION}\n{TEXT}") == NoticeOutcome(is_held=True)


def test_a_new_notice_is_news_once_two_checks_have_seen_it():
    new = f"{CORRECTION}\n{TEXT}"
    context = SourceContext(confirmed_text=TEXT, unconfirmed_text=new)

    outcome = watched(new, context, may_confirm=True)

    assert outcome.news is not None
    assert (outcome.news.kind, outcome.severity) == (NoteKind.CORRECTION, 3)


def test_a_retraction_is_graver_than_a_correction():
    new = f"{CORRECTION}\n{RETRACTION}\n{TEXT}"
    context = SourceContext(confirmed_text=TEXT, unconfirmed_text=new)

    assert watched(new, context, may_confirm=True).severity == 5


def test_a_notice_that_was_reported_is_no_news_again():
    context = SourceContext(confirmed_text=TEXT, notice_kind="correction", notice=CORRECTION)

    outcome = watched(f"{CORRECTION}\n{TEXT}", context)

    assert (outcome.kind, outcome.news, outcome.is_held) == ("correction", None, False)


def test_a_retraction_that_is_lifted_waits_too():
    context = SourceContext(
        confirmed_text=f"{RETRACTION}\n{TEXT}", notice_kind="retraction", notice=RETRACTION
    )
    confirmed = SourceContext(
        confirmed_text=f"{RETRACTION}\n{TEXT}",
        unconfirmed_text=f"{TEXT}More.",
        notice_kind="retraction",
        notice=RETRACTION,
    )

    assert watched(f"{TEXT}More.", context).is_held
    assert watched(f"{TEXT}More.", confirmed, may_confirm=True) == NoticeOutcome("", "", is_lifted=True)


def test_a_text_that_did_not_change_leaves_the_notice():
    assert watched(TEXT) == NoticeOutcome()


def test_a_withdrawn_paper_is_retracted_by_the_words_of_its_page():
    paper = "https://arxiv.org/abs/2503.01234"
    source = {"cited_url": paper, "adopted_url": paper, "final_url": "https://arxiv.org/pdf/2503.01234"}
    text = "Kestrels\nComments:\tThis paper has been withdrawn by its authors because of an error.\nAbstract"

    first = watched(text, **source)
    second = watched(text, SourceContext(TEXT, text), may_confirm=True, **source)

    assert first.is_held
    assert (second.kind, second.severity) == ("retraction", 5)


def test_one_more_update_of_a_live_blog_is_no_notice():
    first, second, third, fourth = (
        f"Update {hour}: the minister says that {hour} people were heard.\n" for hour in (9, 10, 11, 12)
    )

    assert new_notice(first + second, third + first + second).text == third.strip()
    assert new_notice(first + second + third, fourth + first + second + third) is None
    correction = "Correction: An earlier version of this report said 14 trillion.\n"
    assert new_notice(first + second + third, correction + first + second + third).kind is NoteKind.CORRECTION
