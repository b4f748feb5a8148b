"""CiTO: what a claim has to do with the sources of its citations, in the Citation Typing Ontology."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

NAMESPACE = "http://purl.org/spar/cito/"

PROPERTIES: Mapping[str, str] = {
    "cited": "cito:citesAsEvidence",
    "supports": "cito:isSupportedBy",
    "disputes": "cito:isDisputedBy",
    "refutes": "cito:isRefutedBy",
}
"""The property from a claim to a source, by the stance of the citation."""


def citation_properties(citations: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """`{"cito:citesAsEvidence": [{"@id": url}, …], …}` for the citations that have a source."""
    properties: dict[str, list[dict[str, str]]] = {}
    for citation in citations:
        source = citation["source"]
        reference = {"@id": source["url"]} if source else None
        references = properties.setdefault(PROPERTIES[citation["stance"]], []) if reference else []
        if reference and reference not in references:
            references.append(reference)
    return properties
