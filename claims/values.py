"""The values that pass between stages: frozen, typed, without Django."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from claims.vocabulary import (
    ClaimKind,
    EntityKind,
    NoteKind,
    Op,
    PassageState,
    Polarity,
    Relation,
    ValuesState,
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who makes a change, and the request or check that caused it.

    `type` is "api_key", "user" or "worker"; `id` is the key's TypeID, the user's name or the worker's stage.
    No event is written of what a silent actor changes: only our reading changed, not what was read.
    """

    type: str
    id: str
    cause_type: str = ""
    cause_id: str = ""
    is_silent: bool = False


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect: its status and its target (absolute URL)."""

    status: int
    url: str


@dataclass(frozen=True, slots=True)
class Page:
    """The response to one GET. `body` is decoded from its Content-Encoding, and empty on a 304.

    `final_url` is where the redirects ended. The validators belong to it, and are kept byte for byte.
    """

    url: str
    final_url: str
    status: int
    body: bytes
    content_type: str
    charset: str | None
    etag: str
    last_modified: str
    hops: tuple[Hop, ...]
    elapsed_ms: int
    retry_after_seconds: int | None = None
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def is_not_modified(self) -> bool:
        """True if the server confirmed the validators: the page is unchanged."""
        return self.status == 304


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of a document's source list. `url` is None if the document gives none."""

    label: str
    url: str | None = None
    title: str = ""
    author: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Marker:
    """A citation marker in the text and its labels.

    A bracket that contains only links is a marker without labels; its links are among those of the document.
    """

    start: int
    end: int
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """An inline link: the place of its text, and its absolute http(s) URL."""

    start: int
    end: int
    url: str


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the text that is one paragraph, heading, list item, table row, quotation, code or note.

    `kind` is one of paragraph, heading, item, row, quote, code, note. A note is an entry of a source list that the markup
    declares. Sentences do not cross the end of a block. `head` is an item's number, a note's label or, of a row, the head
    of each column; heads of several rows are joined.
    """

    kind: str
    start: int
    end: int
    section: str = ""
    head: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: `text` without its markers and line breaks, its offsets, and whether it is a head cell (<th>)."""

    text: str
    start: int
    end: int
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a grid: `rows[i][j]` is the cell that covers row i and column j, None where there is no cell.

    A cell that spans several rows or columns stands in each of them. The first `head_rows` rows and `head_columns`
    columns are heads. `start` and `end` enclose the text of all cells; the caption is elsewhere in the text.
    """

    rows: tuple[tuple[Cell | None, ...], ...]
    head_rows: int = 0
    head_columns: int = 0
    caption: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """A notice about the article by its publisher: `text[start:end]` of its document. It is not part of any block."""

    kind: NoteKind
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ClaimReview:
    """A review of a claim in the markup of a page (schema.org ClaimReview). Empty where the page says nothing.

    `rating` is as written, "False" or "2 of 5". `polarity` is asserted if it says that the claim is true or mostly true,
    else disputed.
    """

    claim: str
    claimant: str = ""
    reviewer: str = ""
    rating: str = ""
    url: str = ""
    polarity: Polarity = Polarity.DISPUTED


@dataclass(frozen=True, slots=True)
class Document:
    """A document as the extractor sees it. All offsets point into `text`, in code points."""

    text: str
    title: str = ""
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    language: str = ""
    publisher: str = ""
    canonical_url: str = ""
    blocks: tuple[Block, ...] = ()
    links: tuple[Link, ...] = ()
    markers: tuple[Marker, ...] = ()
    references: tuple[Reference, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[Note, ...] = ()
    claim_reviews: tuple[ClaimReview, ...] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a quote: as written, the usual spelling of its entity, and the kind if it is known.

    `ancestors` are the families that it belongs to, the nearest first: ("Qwen2.5", "Qwen") for "Qwen2.5-Max".
    """

    text: str
    canonical: str
    kind: EntityKind = EntityKind.OTHER
    ancestors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison of a subject with objects, on benchmarks. Names as written; `objects` is empty if none is named."""

    subject: str
    relation: Relation
    objects: tuple[str, ...] = ()
    on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quantity:
    """A measured number. Magnitudes are expanded ("18T" is 18000000000000, "61.2%" is 61.2)."""

    subject: str
    measure: str
    op: Op
    low: Decimal | None
    high: Decimal | None
    unit: str
    verbatim: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True)
class ClaimCandidate:
    """One sentence, list item or table row with what it says: `text[start:end] == quote` in its document.

    `markers` are labels without brackets, `links` are URLs; both in the order of the text, without repeats.
    `speech` is "direct", "indirect" or "". `rule` is the name of the rule that found it.
    """

    quote: str
    start: int
    end: int
    kind: ClaimKind
    prefix: str = ""
    suffix: str = ""
    markers: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    names: tuple[Name, ...] = ()
    attributed_to: str = ""
    hedge: str = ""
    speech: str = ""
    rule: str = ""
    polarity: Polarity = Polarity.ASSERTED


@dataclass(frozen=True, slots=True)
class Passage:
    """The words of a source that a citation relies on, with the text before and after them."""

    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class CitedClaim:
    """What is known of the claim that a passage is the evidence of: its text, and the names that it relies on."""

    text: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PassageMatch:
    """Where a passage stands in a text, and in which wording ("" if it is missing).

    `has_other_unit` says that a figure of a row stands below a heading with another unit or size now.
    """

    state: PassageState
    wording: str = ""
    start: int | None = None
    end: int | None = None
    score: float = 0.0
    has_other_unit: bool = False


@dataclass(frozen=True, slots=True)
class FigureMatch:
    """The figures of a passage before and after, as written."""

    state: ValuesState
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """Metadata in the HTML of a page.

    `challenge` names the vendor of a bot check, "" if the page is none. `is_free` and `modified_at` (UTC) are what the page
    declares to search engines; None if it declares nothing. `controls` has the words of the buttons of a page with hardly any
    text, which that text lacks. `canonical_link` and `amp_link` are the addresses that it gives for itself, as written.
    `is_cut_short` says that its JSON ends before it is complete.
    """

    title: str = ""
    challenge: str = ""
    is_free: bool | None = None
    modified_at: datetime | None = None
    controls: str = ""
    canonical_link: str = ""
    amp_link: str = ""
    is_cut_short: bool = False


@dataclass(frozen=True, slots=True)
class PageReading:
    """A page's full visible text and its metadata."""

    text: str
    metadata: PageMetadata = PageMetadata()


@dataclass(frozen=True, slots=True)
class Original:
    """What an article was read from: bytes, and how they are read."""

    body: bytes
    content_type: str
    charset: str | None
    url: str


@dataclass(frozen=True, slots=True)
class Capture:
    """A document with the claims extracted from it, and the full visible text of its page."""

    document: Document
    candidates: tuple[ClaimCandidate, ...]
    full_text: str
    extractor_version: str = ""
    warnings: tuple[str, ...] = field(default=())
    metadata: PageMetadata = PageMetadata()
