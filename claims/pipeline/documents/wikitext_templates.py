"""Wikitext templates: finds templates, and reads the sources that citation templates describe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from claims.values import Reference

_BRACES = re.compile(r"\{\{|\}\}")
_PARAMETER = re.compile(r"\s*([\w -]{1,40}?)\s*=\s*(.*?)\s*$", re.DOTALL)
_CITATION = re.compile(
    r"\s*(?:cit(?:e|ation|ar|azione|a)\b|literatur\b|internetquelle\b|lien web\b|ouvrage\b|статья\b|книга\b|cite)",
    re.IGNORECASE,
)
_EXTERNAL = re.compile(r"\[(https?://[^\s\[\]<>]{3,2000})(?:\s([^\[\]\n]{0,500}))?\]")
_URL = re.compile(r"https?://[^\s<>\[\]{}|\"]{3,2000}")
_MARKUP = re.compile(r"'{2,5}|\[\[(?:[^\[\]|]{0,200}\|)?|\]\]|<[^<>]{0,200}>|\{\{[^{}]{0,500}\}\}")
_YEAR = re.compile(r"(?:19|20)\d\d[a-z]?")
_MAX_FIELD = 500


@dataclass(frozen=True, slots=True)
class Template:
    """A template that is not inside another one: its place, name, positional and named parameters."""

    start: int
    end: int
    name: str
    values: tuple[str, ...]
    fields: dict[str, str]


def find_templates(text: str) -> Iterator[Template]:
    """Yields the outermost templates of a text in order. Linear in its length."""
    depth, start = 0, 0
    for brace in _BRACES.finditer(text):
        if brace[0] == "{{":
            start = brace.start() if depth == 0 else start
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                yield _template(text, start, brace.end())


def read_reference(content: str, label: str) -> Reference:
    """Returns the source that the content of a note gives. The URL is one that stands there, or None."""
    for template in find_templates(content):
        if _CITATION.match(template.name):
            return _from_fields(template.fields, label)
    external = _EXTERNAL.search(content)
    url = (
        external[1]
        if external
        else next((match[0].rstrip(".,;:!?'") for match in _URL.finditer(content)), None)
    )
    words = (external[2] or "") if external else _URL.sub("", content)
    return Reference(label, url, plain(words)[:_MAX_FIELD])


def cited_works(text: str) -> Iterator[tuple[str, str, Reference]]:
    """Yields the surname, year and source of each citation template: what short notes such as {{sfn}} refer to."""
    for template in find_templates(text):
        if _CITATION.match(template.name):
            fields = template.fields
            year = _YEAR.search(fields.get("year", "") or fields.get("date", ""))
            surname = next(
                (fields[key] for key in ("last", "last1", "author", "author1", "surname") if fields.get(key)),
                "",
            )
            if surname and year:
                yield plain(surname), year[0], _from_fields(fields, "")


def plain(words: str) -> str:
    """Returns wikitext without its inline markup."""
    return " ".join(_MARKUP.sub("", words).split())


def _from_fields(fields: dict[str, str], label: str) -> Reference:
    url = next(
        (
            match[0]
            for key in ("url", "chapter-url", "website", "archive-url")
            if (match := _URL.match(fields.get(key, "")))
        ),
        None,
    )
    surname = fields.get("last") or fields.get("last1") or fields.get("author") or fields.get("author1") or ""
    first = fields.get("first") or fields.get("first1") or ""
    author = plain(f"{first} {surname}")[:200]
    date = plain(fields.get("date") or fields.get("year") or "")[:40]
    return Reference(label, url, plain(fields.get("title", ""))[:_MAX_FIELD], author, date)


def _template(text: str, start: int, end: int) -> Template:
    name, *parameters = _split(text[start + 2 : end - 2])
    values, fields = [], {}
    for parameter in parameters:
        if match := _PARAMETER.match(parameter):
            fields[match[1].strip().lower()] = match[2]
        else:
            values.append(parameter.strip())
    return Template(start, end, name.strip(), tuple(values), fields)


def _split(body: str) -> list[str]:
    """The parts of a template between its own bars, those of inner templates and links left alone."""
    parts, start, depth = [], 0, 0
    for sign in re.finditer(r"\{\{|\}\}|\[\[|\]\]|\|", body):
        if sign[0] == "|":
            if depth == 0:
                parts.append(body[start : sign.start()])
                start = sign.end()
        else:
            depth = max(0, depth + (1 if sign[0] in {"{{", "[["} else -1))
    parts.append(body[start:])
    return parts
