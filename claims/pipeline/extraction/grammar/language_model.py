"""The language model: the installed pipeline that tags and parses English, loaded once in each process."""

from __future__ import annotations

from functools import lru_cache

import spacy
from spacy.language import Language
from thinc.api import use_ops

from claims.pipeline.extraction.version import DEFAULT_LANGUAGE_MODEL

_UNUSED = ["ner", "lemmatizer", "senter", "attribute_ruler"]
_chosen = {"name": DEFAULT_LANGUAGE_MODEL}


def use_language_model(name: str) -> None:
    """From now on this process parses with the installed pipeline of this name."""
    _chosen["name"] = name


def language_model() -> Language:
    """The pipeline, loaded at the first call. Raises OSError if none of the name is installed."""
    return _loaded(_chosen["name"])


@lru_cache(maxsize=1)
def _loaded(name: str) -> Language:
    with use_ops("numpy", use_blis=False):  # numpy multiplies matrices three times as fast as BLIS
        return spacy.load(name, exclude=_UNUSED)
