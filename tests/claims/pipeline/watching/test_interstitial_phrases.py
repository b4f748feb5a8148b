"""The phrases of bot checks, consent walls, paywalls and "not found" pages."""

from __future__ import annotations

import pytest

from claims.pipeline.fingerprint import normalise
from claims.pipeline.watching.interstitial_phrases import (
    asks_for_consent,
    challenge_phrases,
    is_challenge_title,
    is_not_found_title,
    says_not_found,
    subscribe_phrases,
)


@pytest.mark.parametrize(
    "title", ["Just a moment...", "Just a moment… | Birds Daily", "Birds – Access denied", "请稍候"]
)
def test_the_title_of_a_bot_check_is_known(title: str) -> None:
    assert is_challenge_title(title)


@pytest.mark.parametrize(
    "title", ["Just a moment in the life of a kestrel", "Why access denied errors happen", ""]
)
def test_a_title_that_says_more_is_no_bot_check(title: str) -> None:
    assert not is_challenge_title(title)


@pytest.mark.parametrize(
    "title",
    ["404", "Oops!", "Birds Daily | Page not found", "Error 404: page not found", "Seite nicht gefunden"],
)
def test_the_title_of_a_missing_page_is_known(title: str) -> None:
    assert is_not_found_title(title)


@pytest.mark.parametrize("title", ["Oops, the kestrel did it again", "404 birds counted in spring", ""])
def test_another_title_is_that_of_a_page(title: str) -> None:
    assert not is_not_found_title(title)


def test_each_phrase_of_a_bot_check_counts_once() -> None:
    text = normalise("Verify you are human. Verify you are human. Complete the CAPTCHA to go on.")

    assert challenge_phrases(text) == 2
    assert challenge_phrases(normalise("The kestrel is a small falcon.")) == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We value your privacy. Accept all or manage options.", True),
        ("My i nasi partnerzy przechowujemy pliki cookie. Przejdź do serwisu", True),
        ("当サイトではクッキーを使用しています。同意する", True),
        ("저희는 쿠키를 사용합니다. 모두 동의", True),
        ("We and our partners process data to provide precise geolocation. Got it", True),
        ("We use cookies.", False),
        ("Accept all my thanks for the birds.", False),
    ],
)
def test_consent_is_a_subject_and_a_choice(text: str, expected: bool) -> None:
    assert asks_for_consent(normalise(text)) is expected


def test_phrases_that_ask_for_a_subscription_are_named() -> None:
    text = normalise("Subscribe to continue. Already a subscriber? Sign in to continue.")

    assert subscribe_phrases(text) == {"subscribe to continue", "already a subscriber", "sign in to continue"}
    assert subscribe_phrases(normalise("The kestrel subscribes to no theory.")) == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "Sorry, the page you are looking for is not here.",
        "Diese Seite existiert nicht mehr.",
        "ページが見つかりません",
    ],
)
def test_a_text_says_that_there_is_no_such_page(text: str) -> None:
    assert says_not_found(normalise(text))


def test_another_text_says_no_such_thing() -> None:
    assert not says_not_found(normalise("A kestrel was found on the page of a book."))
