"""Comparison: the words of the service about two versions of a page, the second check included."""

from claims.pipeline.sandbox.jobs import read_page
from claims.pipeline.watching.comparison import compare_versions
from claims.pipeline.watching.page_classifier import PageKind
from claims.values import PageMetadata, PageReading
from claims.vocabulary import PassageState

WORDS = "Kestrel-2 was trained on 12 trillion tokens."
BEFORE = PageReading(f"News\n\n{WORDS} It is a report about birds and models of the year.\n")
EDITED = PageReading(BEFORE.text.replace("12 trillion", "9 trillion"))


def test_a_changed_figure_is_reported_if_the_second_check_finds_it():
    at_once = compare_versions(BEFORE, EDITED, [WORDS])
    reverted = compare_versions(BEFORE, EDITED, [WORDS], again=BEFORE)

    assert (at_once.severity, at_once.reported, at_once.is_reported) == (5, (True,), True)
    assert (reverted.severity, reverted.reported, reverted.is_reported) == (0, (False,), False)


def test_two_checks_that_do_not_agree_report_nothing():
    gone = PageReading(BEFORE.text.replace(WORDS, ""))

    assert not compare_versions(BEFORE, EDITED, [WORDS], again=gone).is_reported


def test_a_quote_in_a_paragraph_that_became_hidden_is_missing():
    page = f"<p>News of birds and models.</p><p>{WORDS}</p><p>{'It is a report. ' * 40}</p>"
    before, after = (
        read_page(html.encode(), "text/html", "utf-8", "https://birds.example/")
        for html in (page, page.replace("<p>Kestrel", '<p style="display: none">Kestrel'))
    )

    assert compare_versions(before, after, [WORDS]).quotes[0].match.state is PassageState.MISSING


def test_a_figure_that_moves_between_the_groups_of_a_head_is_altered():
    head = "<tr><th rowspan=2>Model</th><th colspan=2>English</th><th colspan=2>Chinese</th></tr>"
    below = "<tr><th>MMLU</th><th>ARC</th><th>MMLU</th><th>ARC</th></tr>"
    row = "<tr><td>Heron-2</td><td>71.4</td><td>60.2</td><td>55.1</td><td>50.0</td></tr>"
    page = f"<p>The scores of all models.</p><table>{head}{below}{row}</table><p>The end.</p>"
    swapped = page.replace("English", "-").replace("Chinese", "English").replace("-<", "Chinese<")
    before, after = (read_page(html.encode(), "text/html", "utf-8", "") for html in (page, swapped))

    quote = "Heron-2 71.4 60.2 55.1 50.0"
    assert compare_versions(before, after, [quote]).quotes[0].match.state is PassageState.ALTERED
    assert compare_versions(before, before, [quote]).quotes[0].match.state is PassageState.INTACT


def test_words_elsewhere_are_not_reported():
    compared = compare_versions(BEFORE, PageReading(f"{BEFORE.text}A new comment."), [WORDS])

    assert (compared.severity, compared.is_reported) == (2, False)


def test_a_new_notice_is_reported_without_any_quote():
    corrected = PageReading(
        f"{BEFORE.text}\nCorrection: An earlier version of this report gave another year."
    )

    compared = compare_versions(BEFORE, corrected, [])

    assert (compared.severity, compared.is_reported) == (3, True)
    assert not compare_versions(BEFORE, corrected, [], again=BEFORE).is_reported
    assert compare_versions(corrected, corrected, []).notice is None


def test_what_stands_before_a_page_changes_no_quote():
    wall = PageReading(
        "We value your privacy and use cookies.", PageMetadata(controls="Accept all\nReject all")
    )

    compared = compare_versions(BEFORE, wall, [WORDS])

    assert (compared.page.kind, compared.severity, compared.is_reported) == (PageKind.CHALLENGE, 0, False)


def test_a_page_of_few_words_with_the_quote_is_the_page():
    more = " ".join(f"Model {number} has {number} tokens." for number in range(99))

    compared = compare_versions(PageReading(f"{WORDS} {more}"), PageReading(WORDS), [WORDS])

    assert (compared.page.kind, compared.quotes[0].match.state) == (PageKind.PAGE, PassageState.MOVED)


def test_a_redirect_to_the_front_page_is_no_change_of_the_page():
    home = PageReading("Welcome to our site, with all of our products.")

    compared = compare_versions(BEFORE, home, [WORDS], final_url="https://page.example/")

    assert (compared.page.kind, compared.severity) == (PageKind.SOFT_404, 0)
