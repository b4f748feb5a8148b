"""Pages of sites that do not work, of domains without a site, and frames without their text are told from the cited page."""

import pytest

from tests.claims.pipeline.watching.test_page_classifier import ARTICLE, article, html, judge

NEWS_MENU = "<nav>" + "".join(f"<a>Topic {number}</a>" for number in range(9)) + "</nav>"


@pytest.mark.parametrize(
    ("title", "body", "signals"),
    [
        ("Heron", "<h1>We are undergoing scheduled maintenance</h1><p>Thank you.</p>", ["out_of_service"]),
        ("Be back soon", f"{NEWS_MENU}<p>The site is currently offline.</p>", ["out_of_service"]),
        ("Wartung", "<p>Wegen Wartungsarbeiten ist unsere Seite nicht zu sehen.</p>", ["out_of_service"]),
        ("News", "<p>Nos serveurs sont temporairement indisponibles.</p>", ["out_of_service"]),
        ("News", "<p>系统维护中，请稍后再试。</p>", ["out_of_service", "site_error"]),
        ("Oops", f"{NEWS_MENU}<p>An unexpected error occurred. Reference: 9a4.</p>", ["site_error"]),
        ("", "<b>Fatal error</b>: Allowed memory size exhausted in <b>/srv/index.php</b>", ["site_error"]),
        ("502", "<h1>502 Bad Gateway</h1><hr>nginx", ["site_error"]),
    ],
)
def test_page_of_a_site_that_does_not_work_is_an_outage(title, body, signals):
    assert judge(html(title, body), ARTICLE) == ("outage", signals)


def test_error_page_that_says_that_the_page_is_not_there_is_a_soft_404():
    error = html("Oops", "<p>Something went wrong: the page you are looking for does not exist.</p>")

    assert judge(error, ARTICLE)[0] == "soft_404"


def test_article_about_maintenance_is_a_page():
    text = f"{ARTICLE}\n\nThe site is under maintenance, and something went wrong."

    assert judge(article(text), ARTICLE)[0] == "page"


@pytest.mark.parametrize(
    "words",
    [
        "This domain name is for sale! Make an offer for heron.example.",
        "heron.example is parked free, courtesy of the registrar.",
        "The owner of this domain has not yet uploaded a website.",
        "Diese Domain steht zum Verkauf.",
        "Welcome to nginx!",
        "Buy this domain. The listings below are served by a third party, which has no part in them and does not vouch for "
        "any of the services that are named there: loans, cars, flights, hotels, gardens, lamps.",
    ],
)
def test_domain_without_its_site_is_a_soft_404(words):
    baseline = "Heron leads the Avian benchmark with 61.2 percent, its makers said."  # a short one

    verdict, signals = judge(html("heron.example", f"<p>{words}</p>"), baseline)

    assert (verdict, "parked_domain" in signals) == ("soft_404", True)


@pytest.mark.parametrize(
    "words", ["Loading…", "Loading, please wait...", "Wird geladen …", "加载中", "Please wait"]
)
def test_page_that_shows_that_its_text_is_loaded_is_a_frame(words):
    frame = html("News", f"{NEWS_MENU}<main><div>{words}</div></main>")

    assert judge(frame, ARTICLE) == ("frame", ["loading"])


def test_page_that_loads_its_comments_is_a_page():
    comments = html(
        "News", "<p>Heron was withdrawn from the benchmark by its makers on Monday.</p><p>Loading</p>"
    )

    assert judge(comments, "Heron leads the Avian benchmark, its makers said on Monday.")[0] == "page"


def test_page_in_another_language_is_not_the_cited_one():
    german = "\n\n".join(
        f"Reiher {number} schlägt jedes andere Modell in der Runde {number}, wie die Macher auf der Messe sagten. "
        f"Das Ergebnis von {number + 40} Prozent wurde von {number} Testern gemessen und ist nicht geschätzt."
        for number in range(1, 41)
    )

    assert judge(article(german), ARTICLE) == ("challenge", ["other_language"])


def test_article_that_quotes_another_language_is_a_page():
    text = f"{'Der Reiher ist nach Angaben der Firma das beste Modell und wird das auch bleiben. ' * 3}\n\n{ARTICLE}"

    assert judge(article(text), ARTICLE)[0] == "page"


@pytest.mark.parametrize(
    "form", ["<label>Password</label><input type=password>", "<p>Mot de passe :</p>", "<p>密码</p>"]
)
def test_form_for_a_password_in_the_place_of_the_text_is_paywalled(form):
    assert judge(html("News", f"<h1>Heron</h1>{form}<button>Go</button>"), ARTICLE) == (
        "paywall",
        ["login_form"],
    )


def test_front_page_that_shares_the_menu_of_an_article_is_a_soft_404():
    menu = " ".join(f"Section {number} of the paper." for number in range(12))
    front = html(
        "Paper", f"<p>{menu}</p><p>Fog in the valley. A new bridge for the town. Rain on Sunday.</p>"
    )
    short_article = f"{menu}\n\n{ARTICLE[:700]}"

    assert judge(front, short_article, "https://news.example/") == (
        "soft_404",
        ["redirected_up", "unlike_before"],
    )
