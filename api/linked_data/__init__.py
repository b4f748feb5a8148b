"""Linked data: claims, articles and reviews as JSON-LD, in the words of schema.org, CiTO and the Web Annotation Data Model."""
