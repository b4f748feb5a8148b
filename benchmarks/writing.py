"""Writing: prose of any length, with names, numbers, comparisons and citations, and pages that mean harm."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from random import Random

_MODELS = ("Meridane-3", "Corvid 7B", "Halyard-2-Mini", "Tessera 40B", "Quillon 1.5")
_TESTS = ("GridReason", "OpenLedger QA", "TidalBench", "MapEval")
_FIRMS = ("Northmoor Labs", "Institut Savarin", "Brightwater Group")
_SENTENCES = (
    "{a} outperforms {b} on {test}, with {percent}% against {other}%",
    "According to {firm}, {a} was trained on {n} trillion tokens",
    "It has between {n} and {more} billion parameters and costs ${n}.{n} for a million words",
    "{firm} said on Tuesday that the model does not beat {b} in every language",
    "Hardly anyone had expected this, least of all the people who had written the test",
    "In some cases {a} lags behind {b} by about {n} points, as [its report](https://firm.example/{more}) admits",
    "More than {n},000 companies use it today",
)


def prose(length: int) -> str:
    """A Markdown article of about `length` characters: sections, paragraphs, markers. Always the same."""
    parts: list[str] = []
    written = 0
    for paragraph in _paragraphs(Random(7)):
        if written >= length:
            return "\n\n".join(parts)
        parts.append(paragraph)
        written += len(paragraph) + 2
    raise AssertionError("paragraphs never end")


def article(number: int, length: int = 4_000, site: str = "https://firm.example") -> str:
    """One of many articles, each with other figures and links: to pages of `site`."""
    parts: list[str] = []
    for paragraph in _paragraphs(Random(number)):
        parts.append(paragraph)
        if sum(map(len, parts)) >= length:
            break
    references = [f"[{label}]: {site}/{number * 40 + label}" for label in range(1, 11)]
    text = "\n\n".join(parts).replace("https://firm.example", site)
    return f"{text}\n\nEdition {number}.\n\n" + "\n".join(references)


def _paragraphs(chance: Random) -> Iterator[str]:
    for number in count(1):
        if number % 12 == 1:
            yield f"## Part {number}: what {chance.choice(_FIRMS)} found"
        yield " ".join(_sentence(chance) for _ in range(chance.randint(2, 7)))


def _sentence(chance: Random) -> str:
    a, b = chance.sample(_MODELS, 2)
    n = chance.randint(2, 90)
    words = chance.choice(_SENTENCES).format(
        a=a,
        b=b,
        n=n,
        more=n * 3,
        percent=n + 8.5,
        other=n + 1.2,
        test=chance.choice(_TESTS),
        firm=chance.choice(_FIRMS),
    )
    return f"{words}.[{chance.randint(1, 40)}]" if chance.random() < 0.4 else f"{words}."


def repeated(unit: str, length: int = 1_000_000) -> str:
    """`unit` again and again, to just this many characters."""
    return (unit * (length // len(unit) + 1))[:length]


def hostile_pages() -> Iterator[tuple[str, str]]:
    """Pages that cost their readers much, each with what it is made of."""
    yield "50,000 nested <div>", "<div>" * 50_000 + "deep"
    cells = "".join(f"<td>cell {number}</td>" for number in range(10))
    yield "100,000 table cells in 10,000 rows", f"<table>{f'<tr>{cells}</tr>' * 10_000}</table>"
    yield "100,000 table cells in one row", f"<table><tr>{'<td>one cell</td>' * 100_000}</tr></table>"
    yield "1 MB of unclosed tags", repeated("<b><i><font>")
    yield "1 MB of unclosed tags with words", repeated("<b>much <i>ado <font>here ")
    yield (
        "an element with 90,000 attributes",
        f"<p {''.join(f'a{number}=1 ' for number in range(90_000))}>Text</p>",
    )
    rows = (f"<tr><td>Town {number}</td><td>{number * 7}</td></tr>" for number in range(30_000))
    yield "30,000 table rows", f"<table>{''.join(rows)}</table>"
    paragraphs = (f"<p>Town {number} counts {number * 7} people.</p>" for number in range(150_000))
    yield "150,000 paragraphs", "".join(paragraphs)
