"""Candidates: which statements claim something, and of what kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from claims.pipeline.extraction.attribution import attribute
from claims.pipeline.extraction.comparisons import find_comparisons
from claims.pipeline.extraction.document_names import find_document_mentions
from claims.pipeline.extraction.grammar.asserting import polarity_of, polarity_of_main
from claims.pipeline.extraction.grammar.parser import parse
from claims.pipeline.extraction.grammar.tree import Tree
from claims.pipeline.extraction.instructions import is_instruction
from claims.pipeline.extraction.mentions import Mention, find_mentions, names_of
from claims.pipeline.extraction.quantities import find_quantities
from claims.pipeline.extraction.refuting import refutes
from claims.pipeline.extraction.statements import Statement, find_statements
from claims.pipeline.extraction.subjects import SentenceView, Topic
from claims.pipeline.extraction.tables import UNREAD, RowReading, read_tables
from claims.pipeline.extraction.wording import (
    is_about_itself,
    is_event,
    is_fragment,
    is_personal,
    is_signpost,
    says_nothing,
)
from claims.values import Block, ClaimCandidate, Comparison, Document, Quantity
from claims.vocabulary import ClaimKind, Polarity, Relation

# Sentences behind these are read without their grammar: few articles are so long, and parsing takes most of the time.
MAX_PARSED_CHARACTERS = 120_000
# A shorter sentence takes as much time to parse as one of this length.
_SHORTEST = 40
_CONTEXT = 64
# A longer sentence is data or an attack, and only a citation makes it a claim.
_LONGEST = 2500
# A document that cites at least this share of its statements means what it leaves uncited as framing.
_CITING_SHARE = 0.3


def find_candidates(document: Document) -> Iterator[ClaimCandidate]:
    """The claims of a document in reading order, one a statement at most."""
    return next(find_candidates_in_each([document]))


def find_candidates_in_each(documents: Sequence[Document]) -> Iterator[Iterator[ClaimCandidate]]:
    """The claims of each document, as if it were the only one. Their sentences are parsed together, which takes less time."""
    texts = [_StatementsRead(document) for document in documents]
    trees = parse(sentence for text in texts for sentence in text.to_parse())
    for text in texts:
        yield _candidates_of(text, trees)


class _StatementsRead:
    """The statements of a document, with the names of each and whether it is parsed."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.statements = find_statements(document)
        self.rows = read_tables(document)
        self.mentions = find_document_mentions(
            [
                "" if self.rows.get(statement.start) is UNREAD else statement.text
                for statement in self.statements
            ]
        )
        self._is_parsed = list(_to_parse(document, self.statements))

    def to_parse(self) -> Iterator[tuple[str, Sequence[Mention]]]:
        """The sentences to parse, with their names."""
        for statement, names, is_parsed in zip(self.statements, self.mentions, self._is_parsed, strict=True):
            if is_parsed:
                yield statement.text, names

    def with_trees(self, trees: Iterator[Tree]) -> Iterator[tuple[Statement, Sequence[Mention], Tree | None]]:
        """Every statement with its names, and with its tree if it is parsed."""
        for statement, names, is_parsed in zip(self.statements, self.mentions, self._is_parsed, strict=True):
            yield statement, names, next(trees) if is_parsed else None


def _candidates_of(text: _StatementsRead, trees: Iterator[Tree]) -> Iterator[ClaimCandidate]:
    document = text.document
    is_citing = _is_citing(text.statements)
    topic = Topic()
    topic.heading(find_mentions(document.title))
    section = ""
    said: tuple[Block, ClaimCandidate] | None = None
    for statement, mentions, tree in text.with_trees(trees):
        if said is not None:
            is_refuted = said[0] is statement.block and refutes(statement.text)
            yield replace(said[1], polarity=Polarity.DISPUTED) if is_refuted else said[1]
            said = None
        if len(statement.text) > _LONGEST and not statement.labels:
            continue
        if statement.block.section != section:
            section = statement.block.section
            topic.heading(find_mentions(section))
        view = SentenceView(statement.text, mentions, tree, topic)
        row = text.rows.get(statement.start)
        if candidate := _candidate(document, statement, view, row, is_citing=is_citing):
            said = statement.block, candidate
        if statement.block.kind not in {"heading", "row"} and not is_signpost(statement.text):
            topic.follow(view)
    if said is not None:
        yield said[1]


def _to_parse(document: Document, statements: Sequence[Statement]) -> Iterator[bool]:
    """Whether each statement is parsed: the sentences of an English document, up to a bound of their length together."""
    left = MAX_PARSED_CHARACTERS if document.language[:2].lower() in {"", "en"} else 0
    for statement in statements:
        is_sentence = statement.block.kind not in {"heading", "row"} and len(statement.text) <= _LONGEST
        left -= max(_SHORTEST, len(statement.text)) if is_sentence else 0
        yield is_sentence and left >= 0


def _is_citing(statements: Sequence[Statement]) -> bool:
    prose = [statement for statement in statements if statement.block.kind != "heading"]
    return sum(bool(statement.markers) for statement in prose) > _CITING_SHARE * len(prose)


def _candidate(
    document: Document, statement: Statement, view: SentenceView, row: RowReading | None, *, is_citing: bool
) -> ClaimCandidate | None:
    if not any(character.isalnum() for character in statement.text):
        return None
    if not statement.labels and _is_no_claim(document, statement):
        return None
    compared = find_comparisons(view)
    comparisons = compared.comparisons or (row.comparisons() if row else ())
    quantities = find_quantities(view, statement.block, row, language=document.language)
    rule = _rule(statement, view, comparisons, quantities, is_citing=is_citing)
    if not rule:
        return None
    said = attribute(view)
    view.heard(said.attributed_to)
    return ClaimCandidate(
        quote=statement.text,
        start=statement.start,
        end=statement.end,
        kind=_kind(statement, view, comparisons, quantities),
        prefix=document.text[max(0, statement.start - _CONTEXT) : statement.start],
        suffix=document.text[statement.end : statement.end + _CONTEXT],
        markers=statement.markers,
        links=statement.links,
        comparisons=comparisons,
        quantities=quantities,
        names=names_of(view.mentions),
        attributed_to=said.attributed_to,
        hedge=said.hedge,
        speech=said.speech,
        rule=rule,
        polarity=_polarity(view, compared.polarity if comparisons else None, quantities),
    )


def _polarity(view: SentenceView, compared: Polarity | None, quantities: tuple[Quantity, ...]) -> Polarity:
    """How the sentence stands to what it says first: to its comparisons, its amount, else its main verb."""
    if view.text.rstrip("\"'”’) ").endswith("?"):
        return Polarity.DISPUTED
    if view.tree is None:
        return Polarity.ASSERTED
    if compared is not None:
        return compared
    amount = view.text.find(quantities[0].verbatim) if quantities else -1
    word = view.word_at(amount) if amount >= 0 else None
    if word is not None:
        return polarity_of(word)
    verb = view.main_verb()
    return polarity_of_main(verb) if verb is not None else Polarity.ASSERTED


def _is_no_claim(document: Document, statement: Statement) -> bool:
    """Headings, repetitions of the title and what calls another sentence false claim nothing, however they are worded."""
    words = statement.text.strip().casefold()
    return (
        statement.block.kind == "heading"
        or words == document.title.strip().casefold()
        or says_nothing(statement.text)
        or refutes(statement.text)
    )


def _rule(
    statement: Statement,
    view: SentenceView,
    comparisons: tuple[Comparison, ...],
    quantities: tuple[Quantity, ...],
    *,
    is_citing: bool,
) -> str:
    """The name of what makes the statement a claim; "" if nothing does."""
    if statement.labels:
        return "cited"
    has_content = bool(comparisons or quantities)
    if _is_scrap(view, statement.block, has_content=has_content):
        return ""
    if statement.reached:
        return "cited with its paragraph"
    if any(comparison.relation is not Relation.OTHER for comparison in comparisons):
        return "comparison"
    if quantities:
        return "quantity"
    if is_about_itself(statement.text):
        return ""
    if statement.links:
        return "linked"
    if (is_citing and statement.block.kind != "item") or is_personal(view):
        return ""
    return "comparison" if comparisons else "event" if is_event(view, statement.block) else "statement"


def _is_scrap(view: SentenceView, block: Block, *, has_content: bool) -> bool:
    """Signs without a word, a fragment, or an instruction to the reader."""
    if view.tree is not None and not view.tree.words:
        return True
    return is_fragment(view, block, has_content=has_content) or is_instruction(view, block)


def _kind(
    statement: Statement,
    view: SentenceView,
    comparisons: tuple[Comparison, ...],
    quantities: tuple[Quantity, ...],
) -> ClaimKind:
    if comparisons:
        return ClaimKind.COMPARISON
    if quantities:
        return ClaimKind.QUANTITY
    return ClaimKind.EVENT if is_event(view, statement.block) else ClaimKind.ATTRIBUTE
