"""Look-up: the articles, sources, claims and citations that the service has for many URLs, quotes and sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson
from django.db.models import Count
from rest_framework.request import Request
from rest_framework.response import Response

from api import long_poll, parameters
from api.parameters import QueryParameter
from api.problems import ApiError
from api.projection import project
from api.v1.articles import ARTICLE
from api.v1.citations import CITATION
from api.v1.claims import CLAIM
from api.v1.lookup_schema import KINDS, LOOKUP, MAX_CHARACTERS, LookupIn
from api.v1.sources import SOURCE
from api.views import ApiView
from claims.errors import InputError
from claims.models import Article, Citation, Claim, Source
from claims.pipeline.fingerprint import is_blank
from claims.pipeline.urls import canonical_url, url_hash
from claims.services.catalogue import lookup
from claims.services.catalogue.lookup import Match

_NOTHING: Mapping[str, Any] = {
    "match": "none",
    "is_complete": True,
    "canonical_url": None,
    "article": None,
    "source": None,
    "citation_states": {},
    "claims": [],
    "citations": [],
}
_MISSING = [{"parameter": kind, "code": "required", "detail": "Give url, quote or text."} for kind in KINDS]


class Lookup(ApiView):
    """A look-up."""

    scopes = {"GET": "read", "POST": "read"}
    operation_ids = {"GET": "lookup", "POST": "lookup_many"}
    request_bodies = {"POST": LookupIn}
    request_headers = {"GET": ["Prefer"], "POST": ["Prefer"]}
    query_parameters = tuple(
        QueryParameter(
            kind,
            parameters.URL if kind == "url" else parameters.string(MAX_CHARACTERS),
            description,
        )
        for kind, description in KINDS.items()
    )
    responses = {"GET": {200: LOOKUP}, "POST": {200: LOOKUP}}

    def get(self, request: Request) -> Response:
        """Look up a URL, a quote and a text.

        The response has one result for each that is given, as that of a POST.
        """
        items = [{kind: request.query_params[kind]} for kind in KINDS if kind in self.query]
        if not items:
            raise ApiError("unprocessable", "Give url, quote or text.", errors=_MISSING)
        _check(items, lambda _, kind: {"parameter": kind})
        return self._found(request, items)

    def post(self, request: Request) -> Response:
        """Look up to 200 URLs, quotes and sentences.

        The results are in the order of the items. A `url` finds the article and the source at this address, in any
        spelling. A `text` finds claims that say what the sentence says; one that says the opposite (with subject and
        object exchanged, or negated) or has other figures is none. A `quote` finds the citations whose pinned passage it
        is, and claims as a text does. Sentences that no claim has as its text are read for 0.2 s, or for the time of
        `Prefer: wait=10`; `is_complete` is false for those that were not read by then.
        """
        items = self.validated_body(request)["items"]
        if wrong := [index for index, item in enumerate(items) if len(item) != 1]:
            detail = "Give one of url, quote and text."
            errors = [{"pointer": f"/items/{index}", "code": "required", "detail": detail} for index in wrong]
            raise ApiError("unprocessable", detail, errors=errors)
        _check(items, lambda index, kind: {"pointer": f"/items/{index}/{kind}"})
        return self._found(request, items)

    def _found(self, request: Request, items: Sequence[Mapping[str, str]]) -> Response:
        results: list[dict[str, Any]] = [{"item": item, **_NOTHING} for item in items]
        by_kind: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for result in results:
            by_kind[next(iter(result["item"]))].append(result)
        _add_pages(by_kind["url"])
        _add_citations(by_kind["quote"])
        _add_claims([*by_kind["quote"], *by_kind["text"]], request)
        return Response({"object": "lookup", "results": results})


def _check(items: Sequence[Mapping[str, str]], place: Callable[[int, str], Mapping[str, str]]) -> None:
    """Raises ApiError for URLs that cannot be requested and for blank texts; `place` says where one was given."""
    errors = []
    for index, item in enumerate(items):
        for kind, text in item.items():
            try:
                _check_text(kind, text)
            except InputError as error:
                errors.append({**place(index, kind), "code": error.code, "detail": error.detail})
    if errors:
        raise ApiError("unprocessable", errors[0]["detail"], errors=errors)


def _check_text(kind: str, text: str) -> None:
    if kind == "url":
        canonical_url(text)
    elif is_blank(text):
        raise InputError("", "There are only spaces or invisible characters. Give some text.", code="blank")


def _add_pages(results: Sequence[dict[str, Any]]) -> None:
    """Add the source, the article and the numbers of citations of each URL."""
    for result in results:
        result["canonical_url"] = canonical_url(result["item"]["url"])
    hashes = {url_hash(result["canonical_url"]) for result in results}
    keys = Source.objects.current_keys(hashes) if hashes else {}
    if not keys:
        return
    sources = _objects(project(SOURCE).read(Source.objects.filter(pk__in=keys.values()), "pk"))
    shown = Article.objects.filter(source__in=keys.values(), withdrawn_at=None)
    articles = _objects(project(ARTICLE).read(shown, "source_id"))
    states: dict[Any, dict[str, int]] = defaultdict(dict)
    counted = Citation.objects.filter(source__in=keys.values()).values_list("source_id", "passage_state")
    for source_id, state, count in counted.annotate(count=Count("*")).order_by("source_id", "passage_state"):
        states[source_id][state] = count
    for result in results:
        key = keys.get(url_hash(result["canonical_url"]))
        if key in sources:
            found = {"article": articles.get(key), "source": sources[key], "citation_states": states[key]}
            result |= {"match": "exact", **found}


def _add_citations(results: Sequence[dict[str, Any]]) -> None:
    """Add the citations that each quote is the passage of."""
    if not results:
        return
    matches = lookup.find_passages([result["item"]["quote"] for result in results])
    rows = Citation.objects.filter(pk__in=[match.key for of_one in matches for match in of_one])
    _add_matches(results, "citation", matches, _objects(project(CITATION).read(rows, "pk")))


def _add_claims(results: Sequence[dict[str, Any]], request: Request) -> None:
    """Add the claims that say what each text says."""
    if not results:
        return
    texts = [next(iter(result["item"].values())) for result in results]
    with long_poll.preferred_seconds(request, otherwise=lookup.READ_SECONDS) as seconds:
        found = lookup.find_claims(texts, seconds=seconds)
    rows = Claim.objects.filter(pk__in=[match.key for of_one in found for match in of_one.matches])
    by_key = _objects(project(CLAIM).read(rows, "pk"))
    _add_matches(results, "claim", [of_one.matches for of_one in found], by_key)
    for result, of_one in zip(results, found, strict=True):
        result["is_complete"] = of_one.is_complete


def _add_matches(
    results: Sequence[dict[str, Any]],
    noun: str,
    matches: Sequence[Sequence[Match]],
    objects: Mapping[Any, orjson.Fragment],
) -> None:
    """Add the matched objects, and the manner of the best one if there is none yet."""
    for result, of_one in zip(results, matches, strict=True):
        result[f"{noun}s"] = [
            {"match": match.manner, "score": match.score, noun: objects[match.key]}
            for match in of_one
            if match.key in objects
        ]
        if result["match"] == "none" and result[f"{noun}s"]:
            result["match"] = result[f"{noun}s"][0]["match"]


def _objects(rows: Sequence[tuple[Any, ...]]) -> dict[Any, orjson.Fragment]:
    """The JSON objects by the key that was read with each."""
    return {key: orjson.Fragment(json) for json, key in rows}
