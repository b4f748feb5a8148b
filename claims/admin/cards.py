"""Cards: a claim with its quotes in context and its evidence, as a curator decides about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Prefetch, QuerySet
from django.utils.safestring import SafeString

from claims.admin import quotes, wordings, words
from claims.models import Appearance, Citation, Claim
from claims.vocabulary import Polarity

_FIRST_WORDS = 60
_GONE = {
    Appearance.GoneReason.NONE: "",
    Appearance.GoneReason.TEXT: "no longer in the article",
    Appearance.GoneReason.READING: "not found by the current extractor",
    Appearance.GoneReason.WITHDRAWN: "the article is withdrawn",
}


@dataclass(frozen=True, slots=True)
class AppearanceCard:
    """An appearance: the quote in its context, its article, its speaker and the rule that found it.

    `polarity` is empty if the article asserts the claim.
    """

    context: SafeString
    stands: bool
    article: SafeString | str
    article_id: object
    publisher: str
    live: SafeString | str
    attributed_to: str
    hedge: str
    polarity: SafeString
    found_by: str
    gone: str


@dataclass(frozen=True, slots=True)
class CitationCard:
    """A citation: its marker, its source, and the states of both and of the passage.

    `wording` is the passage beside other words that are in its place now, word by word; empty if there are none.
    """

    row: Citation
    page: SafeString | str
    source: SafeString | str
    link_state: SafeString
    passage_state: SafeString
    values_state: SafeString
    wording: SafeString | str


@dataclass(frozen=True, slots=True)
class ClaimCard:
    """What a decision about one claim needs. `next_id` is the next claim of the page, "" at the end."""

    claim: Claim
    page: SafeString | str
    evidence: SafeString
    status: SafeString
    propositions: list[str]
    appearances: list[AppearanceCard]
    has_more_appearances: bool
    citations: list[CitationCard]
    has_more_citations: bool
    next_id: str = ""


def with_evidence(claims: QuerySet[Claim], *, appearances: int = 2, citations: int = 20) -> QuerySet[Claim]:
    """Claims with the rows of their cards, in a fixed number of queries. One more of each is loaded than is shown."""
    shown = quotes.with_context(
        Appearance.objects.order_by(F("gone_at").asc(nulls_first=True), "seen_at", "start", "id")
    )
    cited = Citation.objects.select_related("source").order_by("position", "created_at", "id")
    return claims.prefetch_related(
        "propositions",
        Prefetch("appearances", shown[: appearances + 1], to_attr="card_appearances"),
        Prefetch("citations", cited[: citations + 1], to_attr="card_citations"),
    )


def cards_of(claims: QuerySet[Claim], *, appearances: int = 2, citations: int = 20) -> list[ClaimCard]:
    """Return the cards of the claims, in their order."""
    rows = list(with_evidence(claims, appearances=appearances, citations=citations))
    following = [*(str(row.pk) for row in rows[1:]), ""][: len(rows)]
    return [_card(row, appearances, citations, next_id) for row, next_id in zip(rows, following, strict=True)]


def _card(claim: Any, appearances: int, citations: int, next_id: str) -> ClaimCard:
    return ClaimCard(
        claim=claim,
        page=words.link_to(claim, length=400),
        evidence=words.badge(claim.evidence_state),
        status=words.badge(claim.status),
        propositions=[words.in_words(proposition) for proposition in claim.propositions.all()],
        appearances=[_appearance(appearance) for appearance in claim.card_appearances[:appearances]],
        has_more_appearances=len(claim.card_appearances) > appearances,
        citations=[_citation(citation) for citation in claim.card_citations[:citations]],
        has_more_citations=len(claim.card_citations) > citations,
        next_id=next_id,
    )


def _appearance(appearance: Any) -> AppearanceCard:
    article = appearance.article
    url = article.source.canonical_url if article.source else ""
    speaker = [f"said by {appearance.attributed_to}"] if appearance.attributed_to else []
    return AppearanceCard(
        context=quotes.in_context(appearance),
        stands=quotes.stands(appearance),
        article=words.link_to(article),
        article_id=article.pk,
        publisher=article.publisher.name if article.publisher else "",
        live=words.link_out(quotes.at_quote(url, appearance.quote), url, _FIRST_WORDS)
        if url
        else "posted as text",
        attributed_to=" ".join([*speaker, f"({appearance.speech} speech)"] if appearance.speech else speaker),
        hedge=appearance.hedge,
        polarity=words.badge("" if appearance.polarity == Polarity.ASSERTED else appearance.polarity),
        found_by=f"{appearance.rule or 'an unnamed rule'}, {appearance.extractor} {appearance.extractor_version}",
        gone=_GONE[appearance.gone_reason],
    )


def _citation(citation: Citation) -> CitationCard:
    source = citation.source
    url = quotes.at_quote(source.canonical_url, citation.passage_exact) if source else ""
    return CitationCard(
        row=citation,
        page=words.link_to(citation, citation.label or "added"),
        source=words.link_out(url, source.canonical_url, _FIRST_WORDS) if source else "",
        link_state=words.badge(source.link_state) if source else words.badge("unresolved"),
        passage_state=words.badge(citation.passage_state),
        values_state=words.badge(
            "" if citation.values_state == "none" else citation.values_state,
            f"figures {citation.values_state}",
        ),
        wording=wordings.difference(citation.passage_exact, citation.found)
        if citation.found and citation.found != citation.passage_exact
        else "",
    )
