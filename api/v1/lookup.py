"""Look-up: is this URL, or this sentence, known here? An honest no is an answer too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from api import shapes
from api.parameters import URL, Parameter, text
from api.problems import ApiError
from api.shapes import Shape
from api.v1.articles import ARTICLE
from api.v1.claims import CLAIM
from api.v1.sources import SOURCE
from api.views import View
from claims.models import Article, Claim, Source
from claims.pipeline.fingerprint import normalise
from claims.pipeline.urls import url_hash

MAX_CLAIMS = 10


def _or_null(component: str) -> Mapping[str, Any]:
    return {"anyOf": [{"$ref": f"#/components/schemas/{component}"}, {"type": "null"}]}


class Lookup(View):
    """A look-up."""

    scopes = {"GET": "read"}
    parameters = (
        Parameter("url", URL, "Which article is at this URL, and how is it watched?"),
        Parameter(
            "text", text(2000), "Which claims say this? Every word must be in them, in any form and order."
        ),
    )
    answers = {
        "GET": {
            200: {
                "type": "object",
                "properties": {
                    "object": {"const": "lookup", "type": "string"},
                    "outcome": {"type": "string", "enum": ["found", "no_match"]},
                    "canonical_url": {"type": ["string", "null"]},
                    "article": _or_null("Article"),
                    "source": _or_null("Source"),
                    "claims": {
                        "type": "array",
                        "maxItems": MAX_CLAIMS,
                        "items": {
                            "type": "object",
                            "properties": {
                                "exact": {
                                    "type": "boolean",
                                    "description": "Whether the words are the same.",
                                },
                                "claim": {"$ref": "#/components/schemas/Claim"},
                            },
                            "required": ["exact", "claim"],
                        },
                    },
                },
                "required": ["object", "outcome", "canonical_url", "article", "source", "claims"],
            }
        }
    }

    def get(self, request: Request) -> Response:
        """Look an article or a source up by its URL, or claims by their words.

        Give `url` or `text`. The outcome is `no_match` if nothing here fits; nothing is guessed.
        """
        url, words = self.query.get("url"), self.query.get("text")
        if (url is None) == (words is None):
            raise ApiError("invalid_parameter", "Give either url or text.", errors=[_EITHER])
        found = _by_url(url) if url is not None else _by_words(words)
        is_match = bool(found.get("article") or found.get("source") or found.get("claims"))
        answer = {"object": "lookup", "outcome": "found" if is_match else "no_match"}
        return Response(
            {**answer, "canonical_url": None, "article": None, "source": None, "claims": [], **found}
        )


_EITHER = {"parameter": "url", "code": "invalid_parameter", "detail": "Give either url or text."}


def _by_url(canonical: str) -> dict[str, Any]:
    key = url_hash(canonical)
    return {
        "canonical_url": canonical,
        "article": _first(ARTICLE, Article.objects.filter(source__url_hash=key)),
        "source": _first(SOURCE, Source.objects.filter(url_hash=key)),
    }


def _by_words(words: str) -> dict[str, Any]:
    """Claims that hold all the words, those with the very words first."""
    plain = " ".join(word.lstrip("-") for word in words.replace('"', " ").split() if word.lower() != "or")
    wanted = shapes.project(CLAIM)
    rows = wanted.read(Claim.objects.matching(plain).order_by("-last_seen_at", "-id")[:MAX_CLAIMS])
    same = normalise(words)
    found = [{"exact": normalise(made["text"]) == same, "claim": made} for made in wanted.build(rows)]
    return {"claims": sorted(found, key=lambda match: not match["exact"])}


def _first(shape: Shape, rows: QuerySet[Any]) -> dict[str, Any] | None:
    wanted = shapes.project(shape)
    found = wanted.build(wanted.read(rows.order_by()[:1]))
    return found[0] if found else None
