"""Markup: an HTML page's visible text becomes blocks, with its lists, tables, links and notes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from claims.errors import ReadError
from claims.pipeline.draft import Draft
from claims.pipeline.links import link_url, note_labels
from claims.pipeline.markers import raised_labels
from claims.values import Reference

_KINDS = {
    "p": "paragraph", "div": "paragraph", "section": "paragraph", "article": "paragraph", "main": "paragraph",
    "header": "paragraph", "footer": "paragraph", "figcaption": "code", "aside": "paragraph", "address": "paragraph",
    "ul": "paragraph", "ol": "paragraph", "dl": "paragraph", "table": "paragraph", "tbody": "paragraph", "center": "paragraph",
    "dt": "item", "dd": "item", "li": "item", "tr": "row", "blockquote": "quote", "pre": "code",
    "h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading", "h5": "heading", "h6": "heading",
    "td": "", "th": "", "caption": "code", "figure": "paragraph", "body": "paragraph", "hr": "paragraph", "summary": "paragraph",
}  # fmt: skip
_UNSEEN = frozenset({
    "script", "style", "noscript", "template", "head", "title", "svg", "math", "button", "select", "option", "textarea",
    "iframe", "object", "video", "audio", "canvas", "nav", "form", "dialog", "input", "datalist",
})  # fmt: skip
_HIDDEN = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)
_LABEL = re.compile(r"\[?\s?\^?(?P<label>\d{1,3}|[a-z]{1,2}|(?:note|nb|n) \d{1,3})\s?\]?", re.IGNORECASE)
_RAISED = re.compile(r"\[?(\d{1,3}(?:\s?[,–-]\s?\d{1,3}){0,9})\]?")
_MAX_DEPTH_ERROR = "ERR_RESOURCE_LIMIT"


def parse_page(source: str) -> etree._Element:
    """The tree of a page or a fragment. Raises ReadError if it is nested deeper than 2048 elements or has none."""
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        tree = etree.fromstring(source.encode("utf-8"), _with_encoding(parser))
    except (etree.ParseError, ValueError) as error:
        raise ReadError("The page holds no HTML that could be read.") from error
    if any(entry.type_name == _MAX_DEPTH_ERROR for entry in parser.error_log):
        raise ReadError("The page is nested too deeply to be read.", code="too_deep")
    if tree is None:
        raise ReadError("The page holds no HTML that could be read.")
    return tree
