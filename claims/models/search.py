"""Search: rows whose text has given words, whole or in part, with plain PostgreSQL.

`claims_search_words` of the database makes the lexemes of a text: its words, their English stems and, of names (words
with a capital, a digit or a character beyond ASCII), every part that begins within the word, cut to 16 characters. A word
is found by the lexemes that begin with it: "qwen2.5" and "max" find "Qwen2.5-Max".
"""

from __future__ import annotations

import json
import re
import string
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import BigIntegerField, BooleanField, F, Func, Q, QuerySet, UUIDField

from claims.errors import InputError
from claims.reading import connection_for_reading

MAX_LEXEME = 16
MAX_TERMS = 20
MAX_FEW = 1_000
MAX_SORTED = 10_000
MAX_SEARCHED = 20_000
"""Rows that are found by a word in an index; a word that more rows have is looked for in the rows of others."""

FREQUENT_LEXEMES = """
SELECT each.lexeme, each.share * reltuples AS rows FROM pg_stats
CROSS JOIN LATERAL unnest(most_common_elems::text::text[], most_common_elem_freqs) AS each (lexeme, share)
JOIN pg_class ON pg_class.oid = to_regclass(%(table)s)
WHERE schemaname = current_schema() AND tablename = %(table)s AND attname = %(column)s AND each.lexeme IS NOT NULL
    AND each.share * reltuples > %(least)s
"""
"""The lexemes of a column that more than so many rows have, as the statistics of PostgreSQL count them, and these numbers."""

_TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
_HYPHENS = str.maketrans("‐‑‒–—−", "------")
_TRAILING = ".,;:!?)]}'\""


class SearchWords(Func):
    """The lexemes of a column with text."""

    function = "claims_search_words"
    arity = 1
    output_field = SearchVectorField()


class TextKey(Func):
    """A number that texts with the same letters, digits and per cent signs share, whatever their case and punctuation."""

    function = "claims_text_key"
    arity = 1
    output_field = BigIntegerField()


class _Prefix(SearchQuery):
    """The lexemes that begin with a word."""

    template = "%(expressions)s::tsquery"


def check_words(words: str) -> None:
    """Raises InputError for words of which `words_condition` would look for none, or not for all."""
    terms = _TERM.findall(words)
    if not any(_lexeme(part)[1] for _, phrase, word in terms for part in (*phrase.split(), word)):
        raise InputError("", "There is no word: give a letter or a digit.", code="no_words")
    if len(terms) > MAX_TERMS:
        detail = f"There are {len(terms)} words and phrases; at most {MAX_TERMS} are looked for."
        raise InputError("", detail, code="max_length")


def words_condition(words: str, text: str, lexemes: F | SearchWords, common: Collection[str] = ()) -> Q:
    """The condition that the column `text`, which has these lexemes, has all words, in any order; at most 20 terms.

    A word may be a part of a name, the beginning of a word, or another form of an English word. `"several words"` must
    be there as they are, `-word` must not be there, and of `one or other` one must be there. `common` are lexemes that many
    rows have: a word that finds them is compared in the rows of the other words instead of being looked up.
    """
    conditions: list[Q] = []
    is_alternative = False
    terms = _TERM.findall(words)[:MAX_TERMS]
    compared = _compared(terms, common)
    for sign, phrase, word in terms:
        if word.lower() == "or" and conditions:
            is_alternative = True
            continue
        condition = _term(phrase, word, text, lexemes, compared)
        if condition is None:
            continue
        if sign:
            condition = ~condition
        conditions.append(conditions.pop() | condition if is_alternative else condition)
        is_alternative = False
    return Q(*conditions) if conditions else Q(pk__in=[])


def _term(phrase: str, word: str, text: str, lexemes: F | SearchWords, compared: Collection[str]) -> Q | None:
    """The condition for a phrase, or for a word without one; None for one of punctuation alone."""
    phrase = phrase.strip()
    parts = phrase.split() or [word]
    of_parts = [found for part in parts if (found := _word(part, text, lexemes, compared))]
    return Q(*of_parts, **({f"{text}__icontains": phrase} if phrase else {})) if of_parts else None


def _compared(terms: Iterable[Sequence[str]], common: Collection[str]) -> set[str]:
    """The words that are looked for in the rows of the others: the common ones, if another one has to be there, too."""
    required = [part for sign, phrase, word in terms if not sign for part in (*phrase.split(), word)]
    lexemes = {lexeme for part in required if (lexeme := _lexeme(part)[1])}
    if "or" in lexemes:
        return set()
    found = {lexeme for lexeme in lexemes if any(each.startswith(lexeme) for each in common)}
    return found if found != lexemes else set()


def _lexeme(word: str) -> tuple[str, str]:
    """The word in one form of its characters, and the lexeme that finds it; empty for one of punctuation alone."""
    folded = unicodedata.normalize("NFKC", word).translate(_HYPHENS).lower()
    return folded, folded.strip(string.punctuation)[:MAX_LEXEME]


def _word(word: str, text: str, lexemes: F | SearchWords, compared: Collection[str]) -> Q | None:
    """The condition for one word; None for one of punctuation alone."""
    folded, lexeme = _lexeme(word)
    if not lexeme:
        return None
    query: Func = _Prefix("'{}':*".format(lexeme.replace("\\", "\\\\").replace("'", "''")), search_type="raw")
    if lexeme.isascii() and lexeme.isalpha():
        stem = SearchQuery(lexeme, config="english", search_type="plain")
        query = Func(query, stem, template="(%(expressions)s)", arg_joiner=" || ")
    # No index serves IS TRUE.
    template = "(%(expressions)s) IS TRUE" if lexeme in compared else "%(expressions)s"
    has_lexeme = Q(Func(lexemes, query, template=template, arg_joiner=" @@ ", output_field=BooleanField()))
    is_whole = folded.rstrip(_TRAILING) == lexeme
    return has_lexeme if is_whole else has_lexeme & Q(**{f"{text}__icontains": word.rstrip(_TRAILING)})


def common_lexemes(table: str, column: str) -> list[str]:
    """The lexemes of a column that more than `MAX_SEARCHED` rows have."""
    with connection_for_reading().cursor() as cursor:
        cursor.execute(FREQUENT_LEXEMES, {"table": table, "column": column, "least": MAX_SEARCHED})
        return [lexeme for lexeme, _ in cursor.fetchall()]


class Unindexed(Func):
    """The value of a column, in an order that no index serves: the planner finds the rows first, and sorts them then.

    Of words that are no common lexemes the planner assumes one row in 200. It would walk all rows in the order of an index
    for words that few rows have, or none.
    """

    template = "GREATEST(%(expressions)s)"
    arity = 1


def is_any_of(column: str, keys: QuerySet[Any]) -> Q:
    """The condition that a column is one of these keys, the first 10,000 of them, which are found once before."""
    any_key = Func(ArraySubquery(keys.order_by()[:MAX_SORTED]), function="ANY", output_field=UUIDField())
    return Q(
        Func(F(column), any_key, template="%(expressions)s", arg_joiner=" = ", output_field=BooleanField())
    )


def estimate_rows(queryset: QuerySet[Any]) -> int:
    """How many rows PostgreSQL's planner expects."""
    explained = queryset.order_by().explain(format="json")  # empty if the conditions exclude all rows
    return int(json.loads(explained)[0]["Plan"]["Plan Rows"]) if explained else 0


def has_few(queryset: QuerySet[Any]) -> bool:
    """Whether so few rows are expected that they can be found and sorted: 1,000, one in 100 of all, or 10,000 that are less than one in 10.

    Where more of the rows are expected, a page is full after a walk over as many times its length.
    """
    rows = estimate_rows(queryset)
    if rows <= MAX_FEW:
        return True
    share = rows / max(estimate_rows(queryset.model._default_manager.all()), 1)
    return share <= 1 / 100 or (rows <= MAX_SORTED and share < 1 / 10)
