"""Screens: notices are told from pages, and pages from notices."""

from dataclasses import replace

import pytest

from claims.pipeline.sandbox.jobs import read_page
from claims.pipeline.watching.page_classifier import PageClass, PageKind, Signal, classify_page
from claims.values import Hop, Page, PageMetadata

URL = "https://news.example/2026/03/heron-tops-avian"
ARTICLE = "\n\n".join(
    f"Heron {number} outperforms every other model on the Avian benchmark of round {number}, its makers said on "
    f"day {number} of the fair. Its score of {number + 40} percent was measured by {number} independent testers."
    for number in range(1, 21)
)


def page(final_url: str = URL, url: str = URL, headers: tuple[tuple[str, str], ...] = ()) -> Page:
    hops = (Hop(302, final_url),) if final_url != url else ()
    return Page(url, final_url, 200, b"", "text/html", None, "", "", hops, 5, headers=headers)


def judge(
    html: str, baseline: str = "", final_url: str = URL, shared_landings: int = 0
) -> tuple[str, list[str]]:
    reading = read_page(html.encode(), "text/html", "utf-8", final_url)
    verdict = classify_page(
        page(final_url), reading.metadata, reading.text, baseline=baseline, shared_landings=shared_landings
    )
    return verdict.kind.value, [signal.value for signal in verdict.signals]


def html(title: str, body: str, head: str = "") -> str:
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def article(text: str = ARTICLE, title: str = "Heron tops Avian | News", head: str = "") -> str:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n\n"))
    return html(
        title, f"<nav>Home World Sport</nav><article>{paragraphs}</article><footer>Imprint</footer>", head
    )


NOT_FREE = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
)

CHALLENGES = {
    "cloudflare": html(
        "Just a moment...",
        "<h1>news.example</h1><p>Verify you are human by ticking the box.</p>"
        "<script>window._cf_chl_opt = {cvId: '3'};</script>",
    ),
    "cloudflare in German": html("Nur einen Moment…", "<p>Ihre Verbindung wird geprüft.</p>"),
    "anubis": html(
        "Making sure you&#39;re not a bot!",
        "<p>Loading...</p><p>" + "The owner of this server guards it against crawlers. " * 30 + "</p>",
        '<script id="anubis_challenge" type="application/json">{"difficulty": 4}</script>',
    ),
    "datadome": html(
        "news.example",
        "<p>Please switch on scripts.</p><script src='https://ct.captcha-delivery.com/c.js'></script>",
    ),
    "human": html("Access to this page has been denied", '<div id="px-captcha"></div><p>Press and hold.</p>'),
    "akamai": html("&nbsp;", '<div id="sec-if-cpt-container"></div><p>Powered and protected</p>'),
    "imperva": html(
        "", '<iframe src="/_Incapsula_Resource?CWUDNSAI=9">Request unsuccessful.</iframe><p>Error</p>'
    ),
    "nothing but script": html(
        "Just a moment...", "<noscript>Scripts!</noscript><script>window._cf_chl_opt={}</script>"
    ),
    "aws": html(
        "", "<script>window.gokuProps = {};</script><noscript>Scripts, please.</noscript><p>Checking</p>"
    ),
    "sucuri": html(
        "You are being redirected...", "<p>One second</p><script>sucuri_cloudproxy_js='';</script>"
    ),
    "ddos-guard": html("DDoS-Guard", "<p>We look at your browser before you go on.</p>"),
    "captcha": html(
        "news.example",
        "<p>We have noticed unusual traffic from your network. Please complete the captcha to go on.</p>",
    ),
    "shell": html("News", "<p>You need to enable JavaScript to run this app.</p>"),
}


@pytest.mark.parametrize("name", CHALLENGES)
@pytest.mark.parametrize("baseline", ["", ARTICLE])
def test_bot_check_is_a_challenge(name, baseline):
    assert judge(CHALLENGES[name], baseline)[0] == "challenge"


def test_challenge_is_known_by_its_header():
    verdict = classify_page(page(headers=(("cf-mitigated", "challenge"),)), PageMetadata(), "Words " * 300)

    assert (verdict.kind, verdict.signals) == (PageKind.CHALLENGE, ("challenge_header",))


def test_signals_say_what_was_seen():
    assert judge(CHALLENGES["cloudflare"]) == (
        "challenge",
        ["challenge_markup", "challenge_title", "challenge_words"],
    )


def test_article_about_bot_checks_is_a_page():
    text = (
        "Visitors are told to verify you are human, to complete the captcha, and to enable JavaScript and cookies "
        "to continue. " + ARTICLE
    )
    head = '<script src="https://ct.captcha-delivery.com/c.js"></script>'

    assert judge(article(text, "Just a moment", head)) == ("page", [])


def test_short_brief_that_quotes_a_bot_check_is_a_page():
    text = (
        "The agency's site now greets everybody with the words verify you are human. "
        + ARTICLE.partition("\n\n")[0] * 3
    )

    assert judge(article(text)) == ("page", [])


def test_page_that_kept_its_text_is_that_page_whatever_its_markup_says():
    text = "\n\n".join(ARTICLE.split("\n\n")[:4])
    head = '<script id="anubis_challenge" type="application/json"></script>'

    assert judge(article(text, "Just a moment...", head), text) == ("page", [])
    assert judge(article(text, "Just a moment...", head))[0] == "challenge"


CONSENT = html(
    "Before you continue",
    "<p>We and our 812 partners store cookies on your device.</p><button>Reject all</button><p>Accept all</p>"
    "<p>Manage options</p>",
)


def test_consent_wall_is_a_challenge_once_the_text_is_known():
    assert judge(CONSENT, ARTICLE) == ("challenge", ["consent"])


def test_banner_over_the_text_is_no_wall():
    banner = "We store cookies on your device. Accept all or manage options."

    assert judge(article(f"{banner}\n\n{ARTICLE}"), ARTICLE) == ("page", [])
    assert judge(article(banner + " " + "New words came. " * 100), f"{banner}\n\n{ARTICLE}") == ("page", [])


TEASER = ARTICLE[:500]


def test_page_that_is_not_free_and_lost_half_of_its_text_is_paywalled():
    assert judge(article(TEASER, head=NOT_FREE), ARTICLE) == ("paywall", ["not_free"])


@pytest.mark.parametrize(
    "request_",
    [
        "Subscribe to continue reading.",
        "Already a subscriber? Log in.",
        "Jetzt abonnieren und weiterlesen.",
        "Cet article est réservé aux abonnés.",
        "Contenido solo para suscriptores.",
    ],
)
def test_teaser_with_a_request_to_subscribe_is_paywalled(request_):
    assert judge(article(f"{TEASER}\n\n{request_}"), ARTICLE) == ("paywall", ["subscribe_words"])


def test_sign_in_page_instead_of_the_text_is_paywalled():
    login = html("Welcome back", "<p>Your e-mail address</p><p>Your password</p>")

    assert judge(login, ARTICLE, "https://news.example/account/login?next=heron") == (
        "paywall",
        ["login_page", "login_form"],
    )


def test_page_that_is_not_free_but_shows_its_text_is_a_page():
    assert judge(article(head=NOT_FREE), ARTICLE) == ("page", [])
    assert judge(article(head=NOT_FREE)) == ("page", [])
    assert judge(article(TEASER, head=NOT_FREE)) == ("page", [])


def test_request_to_subscribe_that_always_stood_there_is_no_paywall():
    footer = "Already a subscriber? Log in."

    assert judge(article(f"{TEASER}\n\n{footer}"), f"{ARTICLE}\n\n{footer}") == ("page", [])


NOT_FOUND = html(
    "Page not found | News",
    "<nav>Home World Sport Money</nav><h1>Sorry!</h1><p>We looked everywhere in our archive, and in the cellar too, "
    "but nothing with this address has turned up. Have a look at what others are reading today.</p>",
)
FRONT = html(
    "News", "".join(f"<p>Headline {number} of quite another day and matter</p>" for number in range(90))
)


def test_notice_in_place_of_the_text_is_a_soft_404():
    assert judge(NOT_FOUND, ARTICLE) == ("soft_404", ["not_found_title", "unlike_before"])


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Page not found", "The page you are looking for does not exist."),
        ("Seite nicht gefunden", "Diese Seite existiert nicht mehr oder wurde verschoben."),
        ("Page introuvable", "La page demandée a été supprimée."),
        ("Página no encontrada", "Esta página no existe o ha cambiado de dirección."),
        ("Página não encontrada", "A página não existe ou mudou de endereço."),
        ("Pagina non trovata", "La pagina non esiste o è stata spostata."),
        ("Pagina niet gevonden", "Deze pagina bestaat niet meer."),
        ("Страница не найдена", "Такой страницы нет на сайте."),
        ("页面不存在", "您访问的页面不存在"),
        ("ページが見つかりません", "お探しのページは存在しません。"),
        ("404", "Error 404: nothing here."),
    ],
)
def test_short_page_that_says_it_in_title_and_text_is_a_soft_404(title, words):
    kind, signals = judge(html(f"{title} | News", f"<h1>{title}</h1><p>{words}</p>"))

    assert kind == "soft_404"
    assert {"not_found_title", "not_found_words"} <= set(signals)


@pytest.mark.parametrize(
    "final_url",
    [
        "https://news.example/",
        "https://www.news.example/en/",
        "https://parked.example",
        "https://news.example/2026/",
        "https://news.example/index.html",
    ],
)
def test_redirect_up_to_another_text_is_a_soft_404(final_url):
    assert judge(FRONT, ARTICLE, final_url) == ("soft_404", ["redirected_up", "unlike_before"])


def test_redirect_to_an_error_page_where_others_end_too_is_a_soft_404():
    assert judge(FRONT, "", "https://news.example/error/404.html", 3) == (
        "soft_404",
        ["error_path", "shared_landing"],
    )


def test_page_that_went_empty_is_a_soft_404():
    assert judge(html("News", "<p>Heron</p>"), ARTICLE) == (
        "soft_404",
        ["unlike_before", "hardly_any_text"],
    )


CITED = "Heron 3 outperforms every other model on the Avian benchmark of round 3"


@pytest.mark.parametrize(
    ("passages", "kind"),
    [
        ([], "soft_404"),
        ([CITED], "page"),
        (["Heron 3"], "soft_404"),
        (["Another passage, not there"], "soft_404"),
    ],
)
def test_a_page_that_shrank_to_its_cited_passage_is_no_soft_404(passages, kind):
    verdict = classify_page(page(), PageMetadata(), f"{CITED}.", baseline=ARTICLE, passages=passages)

    assert verdict.kind == kind


def test_a_not_found_page_that_quotes_a_passage_is_a_soft_404():
    text = f"Page not found. Did you mean: {CITED}?"

    assert classify_page(page(), PageMetadata(), text, baseline=ARTICLE, passages=[CITED]).kind == "soft_404"


ROWS = "line\t\triders\n" + "".join(f"Loop {number}\t\t{number}.4\n" for number in range(600))


@pytest.mark.parametrize(
    ("body", "baseline", "verdict"),
    [
        ('[{"line": "Loop 1", "riders": 1.4}, {"line": "Lo', ROWS, ("outage", ["cut_short"])),
        ("[" + '{"line": "Loop 1", "riders": 1.4}, ' * 600, ROWS, ("outage", ["cut_short"])),
        ('[{"line": "Loop 1", "riders": 1.4}]', ROWS, ("page", [])),
        ('[{"line": "Loop 1", "riders": 1.4}, {"line": "Lo', "", ("page", [])),
        ('[{"line": "Loop 1", "ri', '[{"line": "Loop 1", "riders": 1.4}, {"line": "Lo', ("page", [])),
    ],
    ids=["short", "long", "whole", "never whole", "cut before"],
)
def test_json_without_its_end_in_the_place_of_its_records_is_an_outage(body, baseline, verdict):
    reading = read_page(body.encode(), "application/json", "utf-8", URL)
    file = replace(page(), content_type="application/json")
    found = classify_page(file, reading.metadata, reading.text, baseline=baseline)

    assert (found.kind.value, [signal.value for signal in found.signals]) == verdict


@pytest.mark.parametrize(
    ("content_type", "kind"), [("text/csv", "page"), ("application/json", "page"), ("text/html", "soft_404")]
)
def test_a_file_that_lost_most_of_its_records_is_no_soft_404(content_type, kind):
    table = "line\t\triders\n" + "".join(f"Loop {number}\t\t{number}.4\n" for number in range(60))
    file = replace(page(), content_type=content_type)

    verdict = classify_page(file, PageMetadata(), "line\t\triders\nLoop 31\t\t31.4\n", baseline=table)

    assert verdict.kind == kind


@pytest.mark.parametrize(
    "text", ["error\t\trate limit exceeded\ncode\t\t429", "message\t\tToo many requests, slow down."]
)
def test_an_error_of_an_interface_in_the_place_of_its_records_is_an_outage(text):
    table = "line\t\triders\n" + "".join(f"Loop {number}\t\t{number}.4\n" for number in range(60))

    verdict = classify_page(
        replace(page(), content_type="application/json"), PageMetadata(), text, baseline=table
    )

    assert verdict == PageClass(PageKind.OUTAGE, (Signal.SITE_ERROR,))


@pytest.mark.parametrize(
    ("source", "baseline", "final_url", "shared_landings"),
    [
        (FRONT, ARTICLE, URL, 0),
        (FRONT, "", "https://news.example/", 0),
        (article(), "", "https://news.example/", 0),
        (article(), ARTICLE, "https://news.example/", 9),
        (article(), "", "https://news.example/all", 9),
        (FRONT, ARTICLE, URL, 9),
        (FRONT, "A note.", "https://news.example/", 0),
        (NOT_FOUND, "", URL, 0),
        (html("Heron", "<p>Heron is out now.</p>"), "", URL, 0),
        (article(title="Page not found: how links die"), "", URL, 0),
        (article(title="404 Media | News"), "", "https://news.example/", 0),
    ],
)
def test_one_signal_alone_is_none(source, baseline, final_url, shared_landings):
    assert judge(source, baseline, final_url, shared_landings) == ("page", [])


def test_article_about_errors_is_a_page_at_its_own_address():
    url = "https://docs.example/api/errors"
    verdict = classify_page(page(f"{url}/", url), PageMetadata(), "", baseline="", shared_landings=0)

    assert "error_path" not in verdict.signals


def test_chinese_page_is_measured_in_its_characters():
    text = "".join(f"第{number}轮测试中该模型的得分超过其他所有模型，详情见报告。" for number in range(40))

    assert judge(article(text, "模型测试")) == ("page", [])
    assert judge(article(text.replace("第1", "第一"), "模型测试", NOT_FREE), text) == ("page", [])


SHORT = "Corvid ran 1,450 taxis in March 2025. The mayor thanked its drivers for the work."


@pytest.mark.parametrize(
    ("body", "kind", "signal"),
    [
        ("<p>We use cookies.</p><button>Accept all</button><button>Manage options</button>", "challenge", "consent"),
        ("<p>Datenschutz: wir nutzen Cookies.</p><input type=submit value='Alle akzeptieren'>", "challenge", "consent"),
        ("<h1>Welcome</h1><p>Are you over 18?</p><button>Yes</button><button>No</button>", "challenge", "age_gate"),
        ("<p>This content is not available in your country.</p>", "challenge", "region_block"),
        ("<form><label>Password</label><input type=password><button>Log in to continue</button></form><p>Account</p>", "paywall", "login_form"),
        ("<p>This page has moved. Please update your bookmarks.</p>", "soft_404", "moved_words"),
    ],
)  # fmt: skip
def test_what_stands_in_the_place_of_a_short_page_is_told_by_its_words_and_buttons(
    body: str, kind: str, signal: str
) -> None:
    verdict = judge(html("News", body), baseline=SHORT)

    assert verdict[0] == kind
    assert signal in verdict[1]


def test_a_short_page_that_leads_to_the_front_page_is_gone() -> None:
    front = html("News", "<h1>News of the day</h1><p>Weather, sports and more for all readers.</p>")

    assert judge(front, baseline=SHORT, final_url="https://news.example/")[0] == "soft_404"


def test_a_page_that_has_its_text_beside_a_login_is_the_page() -> None:
    page_with_login = html(
        "News", f"<p>{SHORT}</p><button>Log in to continue</button><button>Accept all</button>"
    )

    assert judge(page_with_login, baseline=SHORT) == ("page", [])
