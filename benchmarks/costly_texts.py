"""Costly texts: a megabyte of one kind of markup each, of what a reader could be slow with."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, count

from benchmarks.writing import repeated
from claims.vocabulary import ContentType

HTML, MARKDOWN, PLAIN = ContentType.HTML, ContentType.MARKDOWN, ContentType.PLAIN
_HALF = 500_000
_WIKITEXT = "'''Weir''' is [[old]].<ref>x</ref>\n"

CostlyText = tuple[str, ContentType, str]


def costly_texts() -> Iterator[CostlyText]:
    """Yields each text with what it is made of, and how it is to be read."""
    return chain(_tables(), _notes(), _links(), _lists(), _signs())


def numbered(template: str, length: int = 1_000_000) -> str:
    """`template` with 0, 1, 2 and so on in it, to at least this many characters."""
    parts: list[str] = []
    written = 0
    for number in count():
        if written >= length:
            break
        parts.append(template.format(n=number, score=number % 97 + number % 10 / 10, label=number % 999 + 1))
        written += len(parts[-1])
    return "".join(parts)


def _tables() -> Iterator[CostlyText]:
    rows = numbered("<tr><td>Model {n}</td><td>{score}</td><td>{label}</td></tr>")
    yield "table rows in HTML", HTML, f"<table>{rows}</table>"
    yield "empty table rows in HTML", HTML, f"<table>{repeated('<tr><td></td></tr>')}</table>"
    head = "| Model | Score | N |\n|---|---|---|\n"
    yield "table rows in Markdown", MARKDOWN, head + numbered("| Model {n} | {score} | {label} |\n")
    yield "bars in rows", MARKDOWN, "|a|b|\n|-|-|\n" + repeated("|a|b|\n")
    yield "bars in one row", MARKDOWN, "\n".join(repeated(unit, 330_000) for unit in ("|a", "|-", "|b"))
    yield (
        "table rows in wikitext",
        PLAIN,
        _WIKITEXT + "{|\n" + numbered("|-\n| Model {n} || {score}\n") + "|}",
    )


def _notes() -> Iterator[CostlyText]:
    signs = numbered('<p>It has {n} gates.<sup><a id="r{n}" href="#f{n}">1</a></sup></p>', _HALF)
    notes = numbered('<li id="f{n}">https://a.example/{n} <a href="#r{n}">↩</a></li>', _HALF)
    yield "footnotes in HTML", HTML, f"{signs}<ol>{notes}</ol>"
    signs = numbered("It has {n} gates.[^{n}]\n\n", _HALF)
    yield "footnotes in Markdown", MARKDOWN, signs + numbered("[^{n}]: https://a.example/{n}\n\n", _HALF)
    sign = "It has {n} gates.<ref name=n{n}>https://a.example/{n}</ref> "
    yield "notes in wikitext", PLAIN, _WIKITEXT + numbered(sign)
    yield "short notes in wikitext", PLAIN, _WIKITEXT + numbered("It has {n} gates.{{{{sfn|Bell|{n}}}}}\n")


def _links() -> Iterator[CostlyText]:
    links = numbered("See [the post {n}][{n}].\n", _HALF)
    yield "reference links", MARKDOWN, links + "\n" + numbered("[{n}]: https://a.example/{n}\n", _HALF)
    yield "definitions of links", MARKDOWN, numbered("[n{n}]: https://a.example/{n}\n")
    yield "links behind sentences", MARKDOWN, numbered("It has {n} gates. [Post](https://a.example/{n}) ")


def _lists() -> Iterator[CostlyText]:
    yield "list items", MARKDOWN, numbered("- item {n}\n")
    yield "list items in HTML", HTML, f"<ul>{numbered('<li>item {n}</li>')}</ul>"
    yield "nested lists", MARKDOWN, "".join(f"{'  ' * (i % 40)}- item {i}\n" for i in range(20_000))
    yield "nested lists in HTML", HTML, repeated("<ul><li>item</ul>")


def _signs() -> Iterator[CostlyText]:
    yield "attributes of one element", HTML, f"<p {numbered('a{n}=1 ')}>Text</p>"
    for sign in ("[", "[a](", "(a ", '"a ', "“", "*a ", "> ", "a\n", "A b.\n\n"):
        yield repr(sign), MARKDOWN, repeated(sign)
