"""Catalogue: what curators and API clients change: claims, citations, sources, entities, publishers, reviews."""
