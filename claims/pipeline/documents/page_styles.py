"""Page styles: which elements the `<style>` of a page hides by a class or an id."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from lxml import etree

_MAX_CHARACTERS = 200_000
_MAX_COMBINED = 100
_SELECTOR = re.compile(r"[.#]-?[^\W\d][\w-]*(?:\.-?[^\W\d][\w-]*)*")
_SHOWN_BY = re.compile(r"(?:^|[;{\s])(display|visibility)\s{0,3}:\s{0,3}([a-z-]{1,30})", re.IGNORECASE)
_HIDING = frozenset({"none", "hidden"})
# Pages hide these until their scripts have run.
_NEVER_HIDDEN = frozenset({"html", "body", "main", "article"})


def hide_by_style(tree: etree._Element) -> None:
    """Sets the attribute `hidden` of elements that a rule such as `.note { display: none }` hides.

    Rules whose selector is one class or one id count, the last one of a selector, and not those inside `@media` and other
    blocks. Where a rule for several classes of an element (`.tab.active`) shows it, it is shown.
    """
    css = "".join(style.text or "" for style in tree.iter("style"))[:_MAX_CHARACTERS]
    shown = dict(_rules(_without_comments(css)))
    hidden = {selector for selector, is_shown in shown.items() if not is_shown and selector.count(".") < 2}
    several = [frozenset(selector.split(".")[1:]) for selector, is_shown in shown.items() if is_shown]
    combined = [classes for classes in several if len(classes) > 1][:_MAX_COMBINED]
    for element in tree.iter(etree.Element) if hidden else ():
        if element.tag not in _NEVER_HIDDEN and _is_hidden(element, hidden, combined):
            element.set("hidden", "")


def _is_hidden(element: etree._Element, hidden: Set[str], combined: Sequence[Set[str]]) -> bool:
    """True if a class or the id of an element is hidden, and no rule for several of its classes shows it."""
    classes = element.get("class", "").split()
    names = {f"#{element.get('id', '')}", *(f".{name}" for name in classes)}
    return not hidden.isdisjoint(names) and not any(several <= set(classes) for several in combined)


def _without_comments(css: str) -> str:
    first, *rest = css.split("/*")
    return "".join([first, *(part.partition("*/")[2] for part in rest)])


def _rules(css: str) -> Iterator[tuple[str, bool]]:
    """Each simple selector with whether its rule shows the element; rules that say nothing of it are left out."""
    for selectors, body in _blocks(css):
        values = [value.lower() for _, value in _SHOWN_BY.findall(body)] if "@" not in selectors else []
        for selector in selectors.split(",") if values else ():
            if _SELECTOR.fullmatch(selector.strip()):
                yield selector.strip(), _HIDING.isdisjoint(values)


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """What stands before each outermost pair of braces, and between them."""
    depth, place, selectors = 0, 0, ""
    for sign in re.finditer(r"[{}]", css):
        if sign[0] == "{":
            if depth == 0:
                selectors, place = css[place : sign.start()], sign.end()
            depth += 1
        else:
            depth = max(0, depth - 1)
            if depth == 0:
                yield selectors, css[place : sign.start()]
                place = sign.end()
