"""Look-up schema: the forms of a look-up and of the response to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from rest_framework import serializers

from api.serializers import StrictSerializer, StringField, UrlField
from claims.services.catalogue.lookup import MAX_MATCHES, Manner
from claims.vocabulary import PassageState

MAX_ITEMS = 200
MAX_CHARACTERS = 2000
KINDS: Mapping[str, str] = {
    "url": "Find the article and the source with this URL.",
    "quote": "Find the citations with this passage, and the claims with this text.",
    "text": "Find the claims that say what this sentence says, or that contain every one of these words.",
}
"""What can be looked up."""


class LookupItemIn(StrictSerializer):
    """One of a URL, a quote and a text."""

    url = UrlField(required=False, max_length=MAX_CHARACTERS, help_text="The URL of an article or source.")
    quote = StringField(
        required=False, max_length=MAX_CHARACTERS, help_text="Words of a source, or of a claim."
    )
    text = StringField(required=False, max_length=MAX_CHARACTERS, help_text="A sentence.")


class LookupIn(StrictSerializer):
    """Up to 200 items."""

    items = serializers.ListField(child=LookupItemIn(), min_length=1, max_length=MAX_ITEMS)


def _nullable(component: str) -> Mapping[str, Any]:
    return {"anyOf": [{"$ref": f"#/components/schemas/{component}"}, {"type": "null"}]}


def _matches(noun: str) -> Mapping[str, Any]:
    return {
        "type": "array",
        "maxItems": MAX_MATCHES,
        "description": "The matches, the best first.",
        "items": {
            "type": "object",
            "properties": {
                "match": {"type": "string", "enum": list(get_args(Manner))},
                "score": {
                    "type": "number",
                    "minimum": 0,
                    "maximum": 1,
                    "description": (
                        "1 for the same text; 0.99 if case, spaces, quotes, dashes, the final punctuation or the spelling of"
                        " “%” differ; 0.95 for the same identity; 0.9 times the similarity of the words for `near`."
                    ),
                },
                noun: {"$ref": f"#/components/schemas/{noun.title()}"},
            },
            "required": ["match", "score", noun],
        },
    }


_RESULT: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "item": {
            "type": "object",
            "description": "What was looked up.",
            "properties": {kind: {"type": "string"} for kind in KINDS},
        },
        "match": {
            "type": "string",
            "enum": [*get_args(Manner), "none"],
            "description": (
                "How the best match was found: `exact` by its text or URL, `identity` because it says the same in other words"
                " or was merged, `near` because it has all words, with the same figures, versions, polarity and direction."
            ),
        },
        "is_complete": {
            "type": "boolean",
            "description": "false if the sentence was not read in time: claims in other words may be missing. Ask again, or wait.",
        },
        "canonical_url": {"type": ["string", "null"]},
        "article": _nullable("Article"),
        "source": _nullable("Source"),
        "citation_states": {
            "type": "object",
            "description": "How many citations of the source are in each passage state.",
            "properties": {str(state): {"type": "integer", "minimum": 1} for state in PassageState},
        },
        "claims": _matches("claim"),
        "citations": _matches("citation"),
    },
    "required": ["item", "match", "is_complete", "canonical_url", "article", "source", "citation_states", "claims", "citations"],
}  # fmt: skip
LOOKUP: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "object": {"const": "lookup", "type": "string"},
        "results": {"type": "array", "items": _RESULT},
    },
    "required": ["object", "results"],
}
