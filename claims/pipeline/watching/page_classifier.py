"""Page classifier: whether a successful response is the page, or a notice in its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from claims.pipeline.documents.languages import guess_language
from claims.pipeline.documents.records import is_records
from claims.pipeline.fingerprint import normalise
from claims.pipeline.watching.folding import letters_of
from claims.pipeline.watching.gate_phrases import (
    asks_for_age,
    asks_for_login,
    has_password_field,
    refuses_region,
    says_moved,
)
from claims.pipeline.watching.interstitial_phrases import (
    asks_for_consent,
    challenge_phrases,
    is_challenge_title,
    is_not_found_title,
    says_not_found,
    subscribe_phrases,
)
from claims.pipeline.watching.landings import is_error_page, is_login_page, is_redirected_up
from claims.pipeline.watching.outage_phrases import is_waiting, says_failed, says_out_of_service, says_parked
from claims.values import Page, PageMetadata

# Lengths in words, a Chinese or Japanese character counted as one.
_SHORT, _VERY_SHORT, _HARDLY_ANY = 250, 60, 25
_LONGEST_CHALLENGE = 500
_MIN_BASELINE = 100
_INTACT, _MOSTLY_GONE, _GONE = 0.6, 0.4, 0.1
_MANY_LANDINGS = 3
_MIN_PASSAGE = 20  # letters
_JSON_BEGIN = ("{", "[")
_PLAINLY_LONG = 4000  # characters
# One character can become eighteen when it is normalised, and this runs outside the sandbox.
_MAX_CHARACTERS, _NOTICE_CHARACTERS = 300_000, 50_000

_CJK = "\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+")


class PageKind(StrEnum):
    """What answered: the page itself, something that must be passed first (a bot check, a consent wall, an age gate, a region
    block, the page in another language), a paywall or login, the page's frame while its text is loaded, a notice that the site
    does not work, or one that there is no such page here."""

    PAGE = "page"
    CHALLENGE = "challenge"
    PAYWALL = "paywall"
    FRAME = "frame"
    OUTAGE = "outage"
    SOFT_404 = "soft_404"


class Signal(StrEnum):
    """Why a page is taken for a notice. Fixed words: they stand in a check's reason."""

    CHALLENGE_HEADER = "challenge_header"
    CHALLENGE_MARKUP = "challenge_markup"
    CHALLENGE_TITLE = "challenge_title"
    CHALLENGE_WORDS = "challenge_words"
    CONSENT = "consent"
    AGE_GATE = "age_gate"
    REGION_BLOCK = "region_block"
    OTHER_LANGUAGE = "other_language"
    NOT_FREE = "not_free"
    SUBSCRIBE_WORDS = "subscribe_words"
    LOGIN_PAGE = "login_page"
    LOGIN_FORM = "login_form"
    LOADING = "loading"
    OUT_OF_SERVICE = "out_of_service"
    SITE_ERROR = "site_error"
    CUT_SHORT = "cut_short"
    REDIRECTED_UP = "redirected_up"
    ERROR_PATH = "error_path"
    NOT_FOUND_TITLE = "not_found_title"
    NOT_FOUND_WORDS = "not_found_words"
    MOVED_WORDS = "moved_words"
    PARKED_DOMAIN = "parked_domain"
    SHARED_LANDING = "shared_landing"
    UNLIKE_BEFORE = "unlike_before"
    HARDLY_ANY_TEXT = "hardly_any_text"


_BY_SIZE = frozenset({Signal.UNLIKE_BEFORE, Signal.HARDLY_ANY_TEXT})


@dataclass(frozen=True, slots=True)
class PageClass:
    """What a page is, and by which signals; none if it is a page."""

    kind: PageKind
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True, slots=True)
class _Features:
    """The features of a page that the rules use. `short` is the normalised text with the words of its buttons if it is short,
    else "". Lengths in words.

    `kept` is the share of the baseline's three-word sequences that are still there, None without a baseline.
    """

    page: Page
    metadata: PageMetadata
    shared_landings: int
    passages: Sequence[str]
    text: str
    short: str
    baseline: str
    length: int
    before_length: int
    kept: float | None

    @property
    def is_mostly_gone(self) -> bool:
        return self.kept is not None and self.kept < _MOSTLY_GONE

    @property
    def is_replaced(self) -> bool:
        return self.kept is not None and self.kept < _GONE

    @property
    def is_gate(self) -> bool:
        """Whether it is short enough to be nothing but what stands before a page."""
        return self.is_mostly_gone or (self.kept is None and self.length < _VERY_SHORT)


def classify_page(
    page: Page,
    metadata: PageMetadata,
    text: str,
    *,
    baseline: str = "",
    shared_landings: int = 0,
    passages: Sequence[str] = (),
) -> PageClass:
    """The kind of a page whose status is a success.

    `text` is its full visible text, `baseline` the last one that was confirmed, "" if none was; `shared_landings` how many other
    sources of the host ended at the same final URL through a redirect. A page that still has most of its baseline is that page,
    whatever else it says; so is a short one that has one of its cited `passages`, and a long one that nothing speaks against, since articles mention bot checks and paywalls too.
    """
    if metadata.is_cut_short and baseline and baseline[:1] not in _JSON_BEGIN:
        return PageClass(PageKind.OUTAGE, (Signal.CUT_SHORT,))
    is_odd = _is_odd(page, metadata, text, baseline)
    if not is_odd and len(text) >= max(_PLAINLY_LONG, len(baseline) * 0.75):
        return PageClass(PageKind.PAGE)  # the usual case, decided without counting words
    text, baseline = text[:_MAX_CHARACTERS], baseline[:_MAX_CHARACTERS]
    words, before = _words(text), _words(baseline)
    is_short = len(words) < max(_SHORT, len(before) / 2)
    kept = _kept(before, words) if is_short or is_odd else 1.0
    if kept is not None and kept >= _INTACT:
        return PageClass(PageKind.PAGE)
    shown = f"{text[:_NOTICE_CHARACTERS]}\n{metadata.controls}"
    features = _Features(
        page,
        metadata,
        shared_landings,
        passages,
        text,
        normalise(shown) if is_short else "",
        baseline[:_NOTICE_CHARACTERS],
        len(words),
        len(before),
        kept,
    )
    found = ((kind, rule(features)) for kind, rule in _RULES)
    return next((PageClass(kind, signals) for kind, signals in found if signals), PageClass(PageKind.PAGE))


def _is_odd(page: Page, metadata: PageMetadata, text: str, baseline: str) -> bool:
    """Whether anything but the length of a page speaks against it."""
    return (
        bool(page.hops or metadata.challenge)
        or metadata.is_free is False
        or _has_challenge_header(page)
        or _has_other_language(text, baseline)
    )


def _challenge(features: _Features) -> tuple[Signal, ...]:
    phrases = challenge_phrases(features.short) if features.length < _SHORT else 0
    found = {
        Signal.CHALLENGE_HEADER: _has_challenge_header(features.page),
        Signal.CHALLENGE_MARKUP: bool(features.metadata.challenge) and features.length < _LONGEST_CHALLENGE,
        Signal.CHALLENGE_TITLE: features.length < _SHORT and is_challenge_title(features.metadata.title),
        Signal.CHALLENGE_WORDS: phrases >= (1 if features.length < _VERY_SHORT else 2),
    }
    return _present(found)


def _consent(features: _Features) -> tuple[Signal, ...]:
    """Only against a baseline, which may itself have a banner that asks: then the rest must be hardly more than that."""
    is_asked = features.is_mostly_gone and asks_for_consent(features.short)
    is_wall = is_asked and (features.length < _SHORT or not asks_for_consent(normalise(features.baseline)))
    return (Signal.CONSENT,) if is_wall else ()


def _gate(features: _Features) -> tuple[Signal, ...]:
    """A page that mentions an age or a region in passing still has its text."""
    if not features.is_gate or features.length >= _SHORT:
        return ()
    return _present(
        {
            Signal.AGE_GATE: asks_for_age(features.short),
            Signal.REGION_BLOCK: refuses_region(features.short),
        }
    )


def _language(features: _Features) -> tuple[Signal, ...]:
    """Sites choose the language by the reader's country: hardly three words in a row are then the same."""
    is_other = features.is_replaced and _has_other_language(features.text, features.baseline)
    return (Signal.OTHER_LANGUAGE,) if is_other else ()


def _frame(features: _Features) -> tuple[Signal, ...]:
    is_frame = features.is_gate and features.length < _SHORT and is_waiting(features.text)
    return (Signal.LOADING,) if is_frame else ()


def _outage(features: _Features) -> tuple[Signal, ...]:
    """A page that says too that it is not there is a soft 404: many of these begin with "Something went wrong"."""
    if not features.is_gate or features.length >= _SHORT or _is_not_found(features):
        return ()
    return _present(
        {
            Signal.OUT_OF_SERVICE: says_out_of_service(features.short),
            Signal.SITE_ERROR: says_failed(features.short),
        }
    )


def _is_not_found(features: _Features) -> bool:
    title = features.metadata.title
    is_titled = is_not_found_title(title) and "oops" not in title.casefold()  # errors of every kind say that
    return is_titled or says_not_found(features.short)


def _paywall(features: _Features) -> tuple[Signal, ...]:
    """Only against a baseline: a page that calls itself not free may show all of its text, and footers ask everybody to subscribe."""
    if features.kept is None:
        return ()
    asked = subscribe_phrases(features.short)
    found = {
        Signal.NOT_FREE: features.metadata.is_free is False and features.length < features.before_length / 2,
        Signal.SUBSCRIBE_WORDS: bool(asked) and not asked <= subscribe_phrases(normalise(features.baseline)),
        Signal.LOGIN_PAGE: features.is_mostly_gone and is_login_page(features.page),
        Signal.LOGIN_FORM: features.is_mostly_gone and _is_login_form(features),
    }
    return _present(found)


def _is_login_form(features: _Features) -> bool:
    """Whether the page asks its reader to sign in, which its baseline did not."""
    shown = f"{features.text[:_NOTICE_CHARACTERS]}\n{features.metadata.controls}"
    if has_password_field(shown) and not has_password_field(features.baseline):
        return features.length < _VERY_SHORT
    return asks_for_login(features.short) and not asks_for_login(normalise(features.baseline))


def _soft_404(features: _Features) -> tuple[Signal, ...]:
    """One signal is none: sites do move pages up, rewrite them whole, and publish short ones."""
    is_moved = features.is_gate and features.length < _VERY_SHORT and says_moved(features.short)
    is_parked = features.is_replaced and features.length < _SHORT and says_parked(features.short)
    is_comparable = (
        features.before_length >= _MIN_BASELINE or bool(features.page.hops) or is_moved or is_parked
    )
    found = {
        Signal.REDIRECTED_UP: is_redirected_up(features.page),
        Signal.ERROR_PATH: is_error_page(features.page),
        Signal.NOT_FOUND_TITLE: bool(features.short) and is_not_found_title(features.metadata.title),
        Signal.NOT_FOUND_WORDS: says_not_found(features.short),
        Signal.MOVED_WORDS: is_moved,
        Signal.PARKED_DOMAIN: is_parked,
        Signal.SHARED_LANDING: bool(features.page.hops) and features.shared_landings >= _MANY_LANDINGS,
        Signal.UNLIKE_BEFORE: (features.is_replaced and is_comparable)
        or (features.is_mostly_gone and is_redirected_up(features.page)),
        Signal.HARDLY_ANY_TEXT: features.length < _HARDLY_ANY and not _has_records(features.page),
    }
    return _together(features, _present(found))


def _together(features: _Features, signals: tuple[Signal, ...]) -> tuple[Signal, ...]:
    """Signals that show a soft 404 together: two of them, and not its size alone where a cited passage is left."""
    is_shortened = _BY_SIZE.issuperset(signals) and _has_passage(features)
    return signals if len(signals) >= 2 and not is_shortened else ()


def _has_passage(features: _Features) -> bool:
    """Whether a cited passage, and no mere word, is still there."""
    wanted = (letters_of(passage) for passage in features.passages)
    now = letters_of(features.text)
    return any(len(letters) >= _MIN_PASSAGE and letters in now for letters in wanted)


_RULES = (
    (PageKind.CHALLENGE, _challenge),
    (PageKind.CHALLENGE, _consent),
    (PageKind.CHALLENGE, _gate),
    (PageKind.PAYWALL, _paywall),
    (PageKind.FRAME, _frame),
    (PageKind.OUTAGE, _outage),
    (PageKind.SOFT_404, _soft_404),
    (PageKind.CHALLENGE, _language),
)


def _present(found: dict[Signal, bool]) -> tuple[Signal, ...]:
    return tuple(signal for signal, is_there in found.items() if is_there)


def _has_challenge_header(page: Page) -> bool:
    return ("cf-mitigated", "challenge") in ((name, value.strip().lower()) for name, value in page.headers)


def _has_records(page: Page) -> bool:
    """Whether it is a file of records, which may have few."""
    return is_records(page.content_type, page.final_url)


def _has_other_language(text: str, baseline: str) -> bool:
    languages = guess_language(baseline), guess_language(text)
    return all(languages) and languages[0] != languages[1]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _kept(before: list[str], now: list[str]) -> float | None:
    """The share of the three-word sequences of `before` that `now` has too; None if it has none."""
    sequences = set(zip(before, before[1:], before[2:], strict=False))
    if not sequences:
        return None
    return len(sequences & set(zip(now, now[1:], now[2:], strict=False))) / len(sequences)
