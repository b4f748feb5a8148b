"""Look-up: finds the article and the source of a URL, or the claims that say what a text says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import orjson
from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from api import parameters
from api.parameters import URL, QueryParameter
from api.problems import ApiError
from api.projection import project
from api.resources import Resource
from api.v1.articles import ARTICLE
from api.v1.claims import CLAIM
from api.v1.sources import SOURCE
from api.views import ApiView
from claims.models import Article, Claim, Source
from claims.pipeline.urls import url_hash
from claims.services.catalogue import lookup
from claims.services.catalogue.lookup import MAX_CLAIMS, Manner

_EITHER = {"parameter": "url", "code": "required", "detail": "Give either url or text."}


def _nullable(component: str) -> Mapping[str, Any]:
    return {"anyOf": [{"$ref": f"#/components/schemas/{component}"}, {"type": "null"}]}


class Lookup(ApiView):
    """A look-up."""

    scopes = {"GET": "read"}
    query_parameters = (
        QueryParameter("url", URL, "Find the article and the source with this URL."),
        QueryParameter(
            "text",
            parameters.string(2000),
            "Find claims that say what this sentence says, or that contain every one of these words.",
        ),
    )
    responses = {
        "GET": {
            200: {
                "type": "object",
                "properties": {
                    "object": {"const": "lookup", "type": "string"},
                    "outcome": {"type": "string", "enum": ["found", "no_match"]},
                    "canonical_url": {"type": ["string", "null"]},
                    "article": _nullable("Article"),
                    "source": _nullable("Source"),
                    "claims": {
                        "type": "array",
                        "maxItems": MAX_CLAIMS,
                        "items": {
                            "type": "object",
                            "properties": {
                                "exact": {
                                    "type": "boolean",
                                    "description": "Whether the claim's text equals the given text.",
                                },
                                "match": {
                                    "type": "string",
                                    "enum": list(get_args(Manner)),
                                    "description": (
                                        "What the claim shares: the `text`, the `identity` of what it says in other words, or"
                                        " all `words`."
                                    ),
                                },
                                "claim": {"$ref": "#/components/schemas/Claim"},
                            },
                            "required": ["exact", "match", "claim"],
                        },
                    },
                },
                "required": ["object", "outcome", "canonical_url", "article", "source", "claims"],
            }
        }
    }

    def get(self, request: Request) -> Response:
        """Look up an article or a source by its URL, or claims by their text.

        Give either `url` or `text`. Without a match `outcome` is `no_match`. A claim is no match for a sentence that says
        the opposite (with subject and object exchanged, or negated) or that has other figures.
        """
        url, text = self.query.get("url"), self.query.get("text")
        if (url is None) == (text is None):
            raise ApiError("unprocessable", "Give either url or text.", errors=[_EITHER])
        matches = _by_url(url) if url is not None else _by_text(text)
        is_match = bool(matches.get("article") or matches.get("source") or matches.get("claims"))
        outcome = {"object": "lookup", "outcome": "found" if is_match else "no_match"}
        nothing: dict[str, Any] = {"canonical_url": None, "article": None, "source": None, "claims": []}
        return Response({**outcome, **nothing, **matches})


def _by_url(canonical: str) -> dict[str, Any]:
    digest = url_hash(canonical)
    return {
        "canonical_url": canonical,
        "article": _first(
            ARTICLE, Article.objects.filter(source__in=Source.objects.at(digest), withdrawn_at=None)
        ),
        "source": _first(SOURCE, Source.objects.at(digest)),
    }


def _by_text(text: str) -> dict[str, Any]:
    matches = lookup.find_claims(text)
    claims = Claim.objects.filter(pk__in=[match.claim_id for match in matches])
    by_key = {key: orjson.Fragment(json) for json, key in project(CLAIM).read(claims, "pk")}
    return {
        "claims": [
            {"exact": match.manner == "text", "match": match.manner, "claim": by_key[match.claim_id]}
            for match in matches
            if match.claim_id in by_key
        ]
    }


def _first(resource: Resource, queryset: QuerySet[Any]) -> orjson.Fragment | None:
    return next(iter(project(resource).objects(queryset.order_by()[:1])), None)
