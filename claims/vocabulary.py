"""The closed vocabularies of the domain: kinds, states, relations, failures. Their values appear in rows, API and events."""

from __future__ import annotations

from enum import StrEnum


class ClaimKind(StrEnum):
    """The kinds of claims, in the order in which the extractor tries them."""

    COMPARISON = "comparison"
    QUANTITY = "quantity"
    EVENT = "event"
    ATTRIBUTE = "attribute"


class Relation(StrEnum):
    """The relation of a comparison's subject to its objects."""

    OUTPERFORMS = "outperforms"
    MATCHES = "matches"
    UNDERPERFORMS = "underperforms"
    FIRST = "is first of"
    OTHER = "other"


class Op(StrEnum):
    """The operator of a quantity. `RANGE` uses both bounds, the others `low` alone."""

    EQUAL = "="
    ABOUT = "~"
    MORE = ">"
    AT_LEAST = ">="
    LESS = "<"
    AT_MOST = "<="
    RANGE = "range"


class Polarity(StrEnum):
    """How an article stands to a claim: it says so, it says that it is not so, or it denies, questions or only supposes it."""

    ASSERTED = "asserted"
    NEGATED = "negated"
    DISPUTED = "disputed"


class ConflictKind(StrEnum):
    """How two claims contradict each other: each prefers the other thing, they give other values, or one denies the other."""

    OPPOSITE = "opposite"
    VALUE = "value"
    NEGATION = "negation"


class EntityKind(StrEnum):
    """The kinds of entities."""

    MODEL = "model"
    ORGANISATION = "organisation"
    BENCHMARK = "benchmark"
    DATASET = "dataset"
    PRODUCT = "product"
    PERSON = "person"
    TECHNIQUE = "technique"
    OTHER = "other"


class LinkState(StrEnum):
    """The state of a source's URL."""

    UNKNOWN = "unknown"
    LIVE = "live"
    MOVED = "moved"
    SUSPECT = "suspect"
    DEAD = "dead"
    GONE = "gone"
    BLOCKED = "blocked"
    PAYWALLED = "paywalled"
    ROBOTS_DENIED = "robots_denied"
    SOFT_404 = "soft_404"
    QUARANTINED = "quarantined"


class CheckOutcome(StrEnum):
    """What a check of a source came to."""

    FIRST = "first"
    NOT_MODIFIED = "not_modified"
    SAME_BODY = "same_body"
    SAME_TEXT = "same_text"
    CHANGED = "changed"
    REBASED = "rebased"
    UNREADABLE = "unreadable"
    FAILED = "failed"


class PassageState(StrEnum):
    """The state of a citation's passage in its source's current text."""

    UNPINNED = "unpinned"
    INTACT = "intact"
    MOVED = "moved"
    ALTERED = "altered"
    MISSING = "missing"
    UNVERIFIED = "unverified"
    AMBIGUOUS = "ambiguous"
    UNREACHABLE = "unreachable"


class ValuesState(StrEnum):
    """The state of the figures that a claim relies on, near its passage."""

    NONE = "none"
    PRESENT = "present"
    CHANGED = "changed"
    ABSENT = "absent"


class EvidenceState(StrEnum):
    """The state of a claim's evidence, over all of its citations."""

    UNCITED = "uncited"
    UNCHECKED = "unchecked"
    UNPINNED = "unpinned"
    STANDING = "standing"
    WEAKENED = "weakened"
    LOST = "lost"


class Stance(StrEnum):
    """What a citation means for its claim."""

    CITED = "cited"
    SUPPORTS = "supports"
    DISPUTES = "disputes"
    REFUTES = "refutes"


class FetchFailure(StrEnum):
    """Why a request brought no page. The words label metrics and are part of the API."""

    BAD_URL = "bad_url"
    ADDRESS_REFUSED = "address_refused"
    NAME_NOT_FOUND = "name_not_found"
    DNS_FAILED = "dns_failed"
    CONNECT_FAILED = "connect_failed"
    TLS_FAILED = "tls_failed"
    TIMED_OUT = "timed_out"
    TOO_LARGE = "too_large"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    BAD_REDIRECT = "bad_redirect"
    BAD_ENCODING = "bad_encoding"
    BAD_RESPONSE = "bad_response"
    HTTP_STATUS = "http_status"
    ROBOTS_DENIED = "robots_denied"
    ROBOTS_UNREACHABLE = "robots_unreachable"
    HOST_BUSY = "host_busy"


class Standing(StrEnum):
    """How the last responses of a webhook endpoint were: fast successes, none yet or slow ones, or failures."""

    TRUSTED = "trusted"
    UNPROVEN = "unproven"
    FAILING = "failing"


class SignatureScheme(StrEnum):
    """How webhooks are signed: with a secret that both sides share, or with a key pair."""

    HMAC_SHA256 = "hmac-sha256"
    ED25519 = "ed25519"


class ContentType(StrEnum):
    """The content types that a caller may post."""

    HTML = "text/html"
    MARKDOWN = "text/markdown"
    PLAIN = "text/plain"


class NoteKind(StrEnum):
    """What the publisher says about an article beside its text."""

    CORRECTION = "correction"
    CLARIFICATION = "clarification"
    RETRACTION = "retraction"
    EDITOR_NOTE = "editor_note"
    UPDATE = "update"
    SUPERSEDED = "superseded"
    CONCERN = "concern"
