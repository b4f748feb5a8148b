"""Web Annotation: the passages of articles and sources, as annotations with selectors (W3C Recommendation of 2017)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def of_appearance(appearance: Mapping[str, Any], claim: str) -> dict[str, Any]:
    """Where an article makes a claim: its words at the article's URL, and their place in the version of the text that this API has."""
    article = appearance["article"]
    version = f"{article['self']}/versions/{appearance['article_version']}"
    position = {
        "type": "TextPositionSelector",
        "start": appearance["start"],
        "end": appearance["end"],
    }
    words = _quote(appearance["quote"], appearance["prefix"], appearance["suffix"])
    targets = [
        {"source": article["url"] or article["self"], "selector": words},
        {"source": version, "selector": position},
    ]
    return _annotation(appearance["self"], "identifying", claim, targets)


def of_citation(citation: Mapping[str, Any], claim: str) -> dict[str, Any] | None:
    """The pinned passage of a source; None without one."""
    passage, source = citation["passage"], citation["source"]
    if not source or not passage["exact"]:
        return None
    words = _quote(passage["exact"], passage["prefix"], passage["suffix"])
    return _annotation(citation["self"], "linking", claim, [{"source": source["url"], "selector": words}])


def _quote(exact: str, prefix: str, suffix: str) -> dict[str, Any]:
    around = {"prefix": prefix, "suffix": suffix}
    return {
        "type": "TextQuoteSelector",
        "exact": exact,
        **{key: text for key, text in around.items() if text},
    }


def _annotation(url: str, motivation: str, body: str, targets: list[dict[str, Any]]) -> dict[str, Any]:
    target = [{"type": "SpecificResource", **part} for part in targets]
    return {
        "@context": CONTEXT,
        "id": url,
        "type": "Annotation",
        "motivation": motivation,
        "body": body,
        "target": target,
    }
