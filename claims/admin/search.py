"""Search of the admin: what a term finds in each list, through an index or a small table."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.db.models import F, Q

from claims.errors import InputError
from claims.models import Alias, Article, Claim, Endpoint, Host, Publisher
from claims.models.search import is_any_of, words_condition
from claims.pipeline.urls import canonical_url, url_hash

MAX_KEYS = 200
_HOST = re.compile(r"[\w-]+(\.[\w-]+)*\.[a-z]{2,}(:\d+)?", re.IGNORECASE)
_MARKER = re.compile(r"\[([^\]]+)\]|(\d{1,4})")

Condition = Callable[[str], Q]

CLAIM_HELP = "Words of the claim, whole or in part (“exact phrase”, -excluded), or an id"
PLACE_HELP = "A part of the host's name, a whole URL, or an id"


def of_claim(path: str) -> Condition:
    """The condition that the claim that `path` refers to contains the words of a term."""
    return lambda term: Q(**{f"{path}__in": Claim.objects.containing(term).values("pk")})


def of_article(path: str) -> Condition:
    """The condition that the article that `path` refers to has the words of a term in its title."""
    return lambda term: Q(**{f"{path}__in": Article.objects.titled(term).values("pk")})


def of_source(path: str = "") -> Condition:
    """The condition that the source that `path` refers to, or the row itself, has the URL or is on a host with the name."""

    def condition(term: str) -> Q:
        prefix = f"{path}__" if path else ""
        if "://" in term:
            try:
                return Q(**{f"{prefix}url_hash": url_hash(canonical_url(term))})
            except InputError:
                return Q(pk__in=[])
        hosts = Host.objects.filter(name__icontains=term).order_by("name").values_list("pk", flat=True)
        return Q(**{f"{prefix}host__in": list(hosts[:MAX_KEYS])})

    return condition


def of_endpoint(path: str) -> Condition:
    """The condition that the URL of the endpoint that `path` refers to contains a term."""

    def condition(term: str) -> Q:
        endpoints = Endpoint.objects.filter(url__icontains=term).order_by("pk").values_list("pk", flat=True)
        return Q(**{f"{path}__in": list(endpoints[:MAX_KEYS])})

    return condition


def of_citation(term: str) -> Q:
    """A marker such as `[12]`, a host or URL of the source, or words of the claim."""
    if marker := _MARKER.fullmatch(term):
        return Q(label=marker[1] or marker[2])
    return of_source("source")(term) if "://" in term or _HOST.fullmatch(term) else of_claim("claim")(term)


def of_submitted_article(term: str) -> Q:
    """A URL or host of the article's source, or words of its title."""
    return of_source("source")(term) if "://" in term or _HOST.fullmatch(term) else of_title(term)


def of_title(term: str) -> Q:
    """Words of the article's title, or a part of its publisher's name."""
    publishers = Publisher.objects.filter(name__icontains=term).order_by("pk").values_list("pk", flat=True)
    return words_condition(term, "title", F("search")) | Q(publisher__in=list(publishers[:MAX_KEYS]))


def of_spelling(path: str) -> Condition:
    """The condition that a spelling of the entity that `path` refers to has the words of a term."""
    return lambda term: is_any_of(path, Alias.objects.spelled(term).values("entity"))
