"""Robots rules: RFC 9309, line by line."""

import pytest

from claims.pipeline.fetching.robots_rules import rules_in
from tests.data import groups

US = "ClaimsTracker/1.0 (+https://tracker.example/about)"
SITE = "https://site.example"


def allows(text: str, path: str) -> bool:
    return rules_in(text, US).allows(SITE + path)


@pytest.mark.parametrize("case", groups("robots.toml", "case"), ids=lambda case: case["rule"])
def test_rule_holds(case):
    rules = rules_in(case["robots"], case["agent"])

    assert [
        path for path in case.get("allowed", []) if not rules.allows("https://quarry.example" + path)
    ] == []
    assert [path for path in case.get("refused", []) if rules.allows("https://quarry.example" + path)] == []


@pytest.mark.parametrize(
    ("agent", "is_ours"),
    [
        ("ClaimsTracker", True),
        ("claimstracker", True),
        ("CLAIMSTRACKER/2.0", True),
        ("ClaimsTracker and others", True),
        ("*", True),
        ("* # all", True),
        ("Claims", False),
        ("ClaimsTrackerNews", False),
        ("ClaimsTracker-News", False),
        ("*bot", False),
        ("", False),
    ],
)
def test_group_is_ours_by_the_whole_name_in_any_case(agent, is_ours):
    assert allows(f"User-agent: {agent}\nDisallow: /\n", "/news") is not is_ours


def test_our_own_group_counts_alone_even_if_it_says_nothing():
    text = "User-agent: *\nDisallow: /\n\nUser-agent: ClaimsTracker\nDisallow:\n"

    assert allows(text, "/news")


def test_groups_that_name_us_count_together():
    text = (
        "User-agent: ClaimsTracker\nDisallow: /a\n\nUser-agent: *\nDisallow: /b\n\n"
        "User-agent: Other\nUser-agent: claimstracker\nDisallow: /c\n"
    )

    assert [allows(text, path) for path in ("/a", "/b", "/c")] == [False, True, False]


def test_rules_before_the_first_group_belong_to_none():
    assert allows("Disallow: /\nUser-agent: *\nDisallow: /x\n", "/news")


def test_unknown_lines_do_not_end_a_group():
    text = "User-agent: ClaimsTracker\nSitemap: https://site.example/map.xml\nNonsense\n\nUser-agent: Other\nDisallow: /\n"

    assert not allows(text, "/news")


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("/", "/", True),
        ("/fish", "/fish.html", True),
        ("/fish", "/Fish", False),
        ("/fish/", "/fish", False),
        ("/fish*", "/fishheads/yummy.html", True),
        ("/*.php", "/folder/filename.php?parameters", True),
        ("/*.php$", "/folder/filename.php?parameters", False),
        ("/*.php$", "/filename.php", True),
        ("/*.php$", "/a.php/b.php", True),
        ("/fish*.php", "/fishheads/catfish.php?id=1", True),
        ("/fish*.php", "/Fish.PHP", False),
        ("*.pdf", "/paper.pdf", True),
        ("/a$", "/a", True),
        ("/a$", "/ab", False),
        ("/a*a$", "/a", False),
        ("/ab*ba$", "/aba", False),
        ("/ab*ba$", "/abba", True),
        ("/*$", "/anything?at=all", True),
        ("/price$list", "/price$list", True),
        ("/star%2A", "/star*", True),
        ("/star%2A", "/starry", False),
        ("/?q=", "/?q=1", True),
        ("/Gr%c3%b6%c3%9fe", "/Gr%C3%B6%C3%9Fe", True),
        ("/Größe", "/Gr%C3%B6%C3%9Fe", True),
        ("/%7Ejoe", "/~joe/", True),
        ("/~joe", "/%7ejoe/", True),
        ("/a%2Fb", "/a/b", False),
        ("news", "/news", False),
    ],
)
def test_pattern_covers_paths(pattern, path, matches):
    assert allows(f"User-agent: *\nDisallow: {pattern}\n", path) is not matches


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("Allow: /p\nDisallow: /", "/page", True),
        ("Allow: /folder\nDisallow: /folder", "/folder/page", True),
        ("Allow: /page\nDisallow: /*.htm", "/page.htm", False),
        ("Allow: /page\nDisallow: /*.ph", "/page.php5", True),
        ("Allow: /$\nDisallow: /", "/", True),
        ("Allow: /$\nDisallow: /", "/page.htm", False),
        ("Disallow:", "/", True),
        ("Disallow: /private # and nothing else", "/private", False),
        ("Disallow /private", "/private", False),
        ("Dissallow: /private", "/private", False),
        ("disallow : /private", "/private", False),
        ("<p>Disallow: /private</p>", "/private", True),
    ],
)
def test_longest_rule_decides_and_allow_wins_a_tie(rules, path, allowed):
    assert allows(f"User-agent: *\n{rules}\n", path) is allowed


def test_needless_escape_is_a_ban_in_both_spellings_and_a_permission_in_its_own():
    ban = "User-agent: *\nDisallow: /%62%61%7A\n"
    permission = "User-agent: *\nDisallow: /\nAllow: /%62%61%7A\n"

    assert [allows(ban, path) for path in ("/baz", "/%62%61%7a")] == [False, False]
    assert [allows(permission, path) for path in ("/baz", "/%62%61%7a")] == [False, True]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_with_any_line_break(end):
    assert not allows(end.join(["User-agent: *", "Disallow: /private", ""]), "/private")


def test_only_line_breaks_end_a_line():
    assert not allows("User-agent: *\nAllow: /a\x0b\u2028Allow: /b\nDisallow: /b\n", "/b")


def test_robots_txt_itself_is_always_allowed():
    text = "User-agent: *\nDisallow: /\n"

    assert allows(text, "/robots.txt")
    assert not allows(text, "/robots.txt.html")


@pytest.mark.parametrize("url", [SITE, f"{SITE}?a=1", f"{SITE}#top", f"{SITE}/#top"])
def test_url_without_a_path_asks_for_the_root(url):
    rules = rules_in("User-agent: *\nDisallow: /$\nDisallow: /?a\n", US)

    assert not rules.allows(url)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("10", 10.0),
        ("0.5 # please", 0.5),
        ("86400", 300.0),
        ("9" * 5000, 300.0),
        ("0", 0.0),
        ("-1", None),
        ("ten", None),
        ("nan", None),
        ("1e3", None),
        ("", None),
    ],
)
def test_crawl_delay_is_a_number_of_seconds_within_bounds(value, seconds):
    assert rules_in(f"User-agent: *\nCrawl-delay: {value}\n", US).crawl_delay_seconds == seconds


def test_crawl_delay_is_that_of_our_group_and_does_not_end_it():
    text = "User-agent: ClaimsTracker\nCrawl-delay: 7\nUser-agent: *\nCrawl-delay: 99\nDisallow: /private\n"
    rules = rules_in(text, US)

    assert rules.crawl_delay_seconds == 7.0
    assert not rules.allows(f"{SITE}/private")


@pytest.mark.parametrize(
    "pattern",
    [
        "/" + "*a" * 250_000 + "b",
        "/" + "*" * 500_000 + "b",
        "/" + "%41" * 160_000,
        "/" + "a" * 500_000,
    ],
)
def test_hostile_pattern_is_only_one_that_does_not_match(pattern):
    assert allows(f"User-agent: *\nDisallow: {pattern}\n", "/" + "a" * 1900)


def test_file_of_nothing_but_rules_is_judged():
    text = "User-agent: *\n" + "".join(f"Allow: /*{number}*x\n" for number in range(30_000)) + "Disallow: /\n"

    assert not allows(text, "/news")
