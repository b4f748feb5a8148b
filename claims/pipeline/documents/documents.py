"""Documents: reads the bytes of a plain text, Markdown file, HTML page, PDF or Word document into a Document."""

from __future__ import annotations

import re
from dataclasses import replace

from resiliparse.extract.html2text import extract_plain_text

from claims.errors import ReadError
from claims.pipeline.documents.article_blocks import keep_article
from claims.pipeline.documents.article_notes import note_blocks, split_notes
from claims.pipeline.documents.articles import find_article
from claims.pipeline.documents.asciidoc import has_footnotes, with_footnotes
from claims.pipeline.documents.binary import read_binary
from claims.pipeline.documents.citations import read_citations
from claims.pipeline.documents.claim_reviews import claim_reviews
from claims.pipeline.documents.dates import parse_date
from claims.pipeline.documents.draft import Draft
from claims.pipeline.documents.encoding import decode
from claims.pipeline.documents.frontmatter import read_front_matter
from claims.pipeline.documents.head_spans import spread_heads
from claims.pipeline.documents.html_blocks import write_tree
from claims.pipeline.documents.html_tree import clean_source, parse_page, without_invisible
from claims.pipeline.documents.languages import guess_language
from claims.pipeline.documents.linked_data import article_body
from claims.pipeline.documents.page_metadata import needs_scripts, page_title
from claims.pipeline.documents.page_state import state_text
from claims.pipeline.documents.plain import read_plain
from claims.pipeline.documents.prose import write_markdown
from claims.pipeline.documents.shown_source import (
    HIDDEN_PARAGRAPHS,
    feed_text,
    is_feed,
    mark_notes,
    without_struck,
)
from claims.pipeline.documents.side_notes import without_side_notes
from claims.pipeline.documents.source_headings import is_source_heading
from claims.pipeline.documents.source_lists import source_blocks
from claims.pipeline.documents.wikitext import is_wikitext, read_wikitext
from claims.pipeline.documents.wrapped_lines import join_marked, join_wrapped, mark_breaks
from claims.values import Document
from claims.vocabulary import ContentType

# A page whose own text is no longer than this shows a frame or a teaser.
_MAX_EMPTY_PAGE = 400
_MAX_PLACEHOLDER = 200
_STRUCK = re.compile(r"(?<!~)~~(?=[^\s~])[^~\n]{1,2000}(?<=[^\s~])~~(?!~)")
_PLACEHOLDER = re.compile(
    r"(?:loading|please wait|one moment)\b[^\n]{0,20}|[^\n]{0,80}\b(?:enable|requires?|turn on|without|activate)\b[^\n]{0,30}\bjavascript\b[^\n]{0,80}",
    re.IGNORECASE,
)


def read_document(
    body: bytes | str, content_type: ContentType, *, url: str = "", charset: str | None = None
) -> Document:
    """Returns the Document of `body`, fetched from `url`. `charset` is the one in the HTTP header.

    A PDF or Word document is known by its bytes, whatever its type is said to be. Raises ReadError if the body is empty, has
    no visible text, waits for its scripts, is too large, binary in another way, or nested too deeply.
    """
    if isinstance(body, bytes) and (binary := read_binary(body, url=url)):
        return finish_document(binary)
    text = decode(body, charset=charset, is_html=content_type is ContentType.HTML)
    try:
        document = _READERS[content_type](text, url)
    except RecursionError as error:
        raise ReadError("The document is nested too deeply.", code="too_deep") from error
    if not document.text.strip():
        raise ReadError("The document has no visible text.", code="empty")
    return finish_document(document)


def finish_document(document: Document) -> Document:
    """Returns the document with its citations, its publisher's notes and its language, which need the whole text."""
    document = split_notes(read_citations(document))
    return document if document.language else replace(document, language=guess_language(document.text))


def full_text(body: bytes | str, content_type: ContentType, *, charset: str | None = None) -> str:
    """Returns all visible text of a page, navigation included. Passages are searched in it. Raises ReadError."""
    if isinstance(body, bytes) and (binary := read_binary(body)):
        return binary.text
    return shown_text(decode(body, charset=charset, is_html=content_type is ContentType.HTML), content_type)


def shown_text(source: str, content_type: ContentType) -> str:
    """Returns the full text of a source that is already decoded."""
    if content_type is ContentType.HTML and is_feed(source):
        return feed_text(source)
    if content_type is ContentType.HTML:
        text = str(
            extract_plain_text(
                mark_breaks(mark_notes(spread_heads(without_struck(clean_source(source))))),
                preserve_formatting=True,
                list_bullets=False,
                alt_texts=False,
                skip_elements=HIDDEN_PARAGRAPHS,
            )
        )
        text = join_marked(text)
        return "\n".join(filter(None, (text, _article_body(source, text))))
    if content_type is ContentType.MARKDOWN:
        source = _STRUCK.sub("", source)
    text = _READERS[content_type](source, "").text
    return join_wrapped(text) if content_type is ContentType.PLAIN else text


def _read_plain(text: str, url: str) -> Document:
    text = without_invisible(text)
    document = read_wikitext(text) if is_wikitext(text) else read_plain(text)
    document = with_footnotes(document) if has_footnotes(text) else document
    return replace(document, canonical_url=url)


def _read_markdown(text: str, url: str) -> Document:
    text = clean_source(text.replace("\r\n", "\n").replace("\r", "\n"))
    matter = read_front_matter(text)
    draft = Draft(references=list(matter.references))
    write_markdown(draft, text[matter.length :], url)
    document = draft.document()
    headings = (document.text[b.start : b.end] for b in document.blocks if b.kind == "heading")
    heading = next((words for words in headings if not is_source_heading(words)), "")
    return replace(
        document,
        title=(matter.first("title") or heading)[:500],
        authors=matter.authors,
        published_at=parse_date(
            matter.first("date", "published", "published_at", "pubDate", "pubdate", "created", "updated")
        ),
        language=matter.first("lang", "language", "locale")[:2].lower(),
        publisher=matter.first("publisher", "site"),
        canonical_url=matter.first("canonical_url", "canonical", "canonicalUrl") or url,
    )


def _read_html(text: str, url: str) -> Document:
    draft = Draft()
    text = clean_source(text)
    tree = parse_page(text)
    reviews = claim_reviews(text, tree)
    write_tree(draft, tree, url)
    page = draft.document()
    if body := _article_body(text, page.text):
        page = _paragraphs(body)
    elif len(page.text) < _MAX_PLACEHOLDER and _is_placeholder(text, page.text):
        raise ReadError("The page shows its text by scripts, which are not run.", code="needs_scripts")
    article = find_article(without_side_notes(text, tree), url)
    is_shown = article.text and not body
    document = keep_article(page, article.text, source_blocks(page), note_blocks(page)) if is_shown else page
    return replace(
        document,
        title=(article.title or page_title(text))[:500],
        authors=article.authors,
        published_at=article.published_at,
        language=article.language,
        publisher=article.publisher,
        canonical_url=article.canonical_url or url,
        claim_reviews=reviews,
    )


def _article_body(source: str, shown: str) -> str:
    """The article in the data of a page that shows hardly any text itself."""
    if len(shown) > _MAX_EMPTY_PAGE:
        return ""
    body = hidden_article(source)
    return body if len(body) > len(shown.strip()) else ""


def hidden_article(source: str) -> str:
    """Returns the article in a page's linked data, or in the data that it hands over to its scripts; "" if there is none."""
    return article_body(source) or state_text(source)


def _is_placeholder(source: str, shown: str) -> bool:
    """True for a page that waits for its scripts: an empty frame, or the words that stand there until they run."""
    return "<script" in source and (
        needs_scripts(source) or _PLACEHOLDER.fullmatch(shown.strip()) is not None
    )


def _paragraphs(body: str) -> Document:
    draft = Draft()
    for paragraph in body.splitlines():
        draft.begin("paragraph")
        draft.write(paragraph)
    return draft.document()


_READERS = {
    ContentType.PLAIN: _read_plain,
    ContentType.MARKDOWN: _read_markdown,
    ContentType.HTML: _read_html,
}
