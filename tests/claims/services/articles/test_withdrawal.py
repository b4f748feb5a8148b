"""An article is withdrawn with what only it said, and restored."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import pytest

from claims.errors import ConflictError, VersionError
from claims.models import Appearance, Article, ArticleVersion, Claim, Event, Source, Submission
from claims.services.articles import ingest, store, withdrawal
from claims.services.articles.originals import lease_original
from claims.services.catalogue import claim_merges, curate, evidence
from tests.claims.services.articles.captures import capture_of, save, sentence
from tests.claims.services.catalogue.merge_state import rows
from tests.claims.services.rows import ACTOR
from tests.factories import NOW, make_appearance, make_article, make_citation, make_claim, make_source

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
PASSAGE = {"passage_exact": "A row.", "passage_origin": "machine", "passage_state": "intact"}


def withdraw(article: Article) -> Article:
    return withdrawal.withdraw_article(article.pk, reason="Made up.", actor=ACTOR, now=NOW)


def test_what_only_the_article_said_is_withdrawn_and_what_others_say_stays() -> None:
    article = make_article()
    only, shared = make_claim("Only.", status="accepted"), make_claim("Shared.")
    make_appearance(only, article)
    make_appearance(shared, article, start=40, end=50)
    make_appearance(shared)

    withdraw(article)

    states = dict(Claim.objects.values_list("text", "status"))
    assert states == {"Only.": "withdrawn", "Shared.": "proposed"}
    assert Claim.objects.get(text="Only.").gone_at == NOW
    assert Appearance.objects.filter(gone_reason="withdrawn").count() == 2
    assert list(Event.objects.order_by("id").values_list("type", "severity")) == [
        ("appearance.gone", 3),
        ("appearance.gone", 3),
        ("claim.gone", 0),
        ("claim.withdrawn", 3),
        ("article.withdrawn", 3),
    ]
    assert Event.objects.get(type="article.withdrawn").changes["withdrawal_reason"] == ["", "Made up."]


def test_restoring_gives_the_rows_back() -> None:
    article = make_article(origin="posted")
    make_appearance(make_claim("Only.", status="rejected"), article)
    make_appearance(make_claim("Gone."), article, start=40, end=50, gone_at=NOW)
    before = rows()

    withdraw(article)
    assert rows() != before
    withdrawal.restore_article(article.pk, actor=ACTOR)

    assert rows() == before
    assert list(Event.objects.order_by("id").values_list("type", flat=True))[-3:] == [
        "appearance.returned",
        "claim.returned",
        "article.restored",
    ]


def test_a_claim_that_another_article_makes_later_is_back() -> None:
    article = make_article()
    save(article, capture_of(sentence("Kestrel flies.")))
    withdraw(article)

    save(make_article(), capture_of(sentence("Kestrel flies.")))

    claim = Claim.objects.get()
    assert (claim.status, claim.status_before, claim.gone_at) == ("proposed", "", None)


def test_no_text_of_a_withdrawn_article_is_stored() -> None:
    article = make_article()
    save(article, capture_of(sentence("Kestrel flies.")))
    withdraw(article)

    stored = save(article, capture_of(sentence("Kestrel dives.")))
    store.save_reading(article, capture_of(sentence("Kestrel dives.")), now=LATER)
    failed = store.fail_article(article, failure="gone", detail="410", actor=ACTOR, now=LATER)

    assert (stored.version, failed) == (None, False)
    assert ArticleVersion.objects.count() == 1
    assert Article.objects.get().state == "captured"


def test_its_original_is_not_read_again(settings: object) -> None:
    article = make_article()
    save(article, capture_of(sentence("Kestrel flies.")))
    article.original.reader = 0
    article.original.save()
    token = article.pk
    withdraw(article)

    assert lease_original(token) is None


def test_a_withdrawn_article_is_not_posted_again_nor_changed() -> None:
    url = "https://news.example/kestrel"
    article = ingest.submit_article(url=url, content="Text.", content_type="text/plain", actor=ACTOR).article
    withdraw(article)
    assert not Submission.objects.exists()

    with pytest.raises(ConflictError, match="A curator can restore it") as refused:
        ingest.submit_article(url=url, actor=ACTOR)
    with pytest.raises(ConflictError, match="withdrawn"):
        ingest.update_article(article.pk, changes={"title": "New"}, actor=ACTOR)

    assert refused.value.code == "withdrawn"


def test_a_fetched_article_is_captured_again_once_it_is_restored() -> None:
    source = make_source("https://news.example/kestrel", next_check_at=LATER)
    article = make_article(source=source)
    withdraw(article)

    withdrawal.restore_article(article.pk, actor=ACTOR, now=NOW)

    source.refresh_from_db()
    assert (Article.objects.get().state, source.next_check_at) == ("pending", NOW)


def test_an_old_version_and_a_second_withdrawal_are_refused() -> None:
    article = make_article()

    with pytest.raises(VersionError):
        withdrawal.withdraw_article(article.pk, expected_version=9, actor=ACTOR)
    with pytest.raises(ConflictError, match="not withdrawn"):
        withdrawal.restore_article(article.pk, actor=ACTOR)
    withdraw(article)
    with pytest.raises(ConflictError, match="withdrawn already"):
        withdraw(article)


def test_withdrawn_claims_take_no_decisions() -> None:
    article = make_article()
    make_appearance(make_claim("Only."), article)
    withdraw(article)

    with pytest.raises(ConflictError, match="Restore it first"):
        curate.accept_claims([Claim.objects.get().pk], actor=ACTOR)


def test_the_page_of_a_withdrawn_article_is_no_circular_source() -> None:
    claim, article = make_claim(), make_article(source=make_source("https://one.example/"))
    make_appearance(claim, article)
    other = make_article(source=make_source("https://two.example/"))
    make_appearance(claim, other)
    for page in (article.source, other.source):
        make_citation(claim, source=page)
    evidence.weigh_claims([claim.pk], actor=ACTOR, now=NOW)
    counts = [Claim.objects.get().independent_sources]

    withdraw(article)
    counts.append(Claim.objects.get().independent_sources)
    withdrawal.restore_article(article.pk, actor=ACTOR)
    counts.append(Claim.objects.get().independent_sources)

    assert counts == [1, 2, 1]


def test_what_a_withdrawn_article_cites_is_no_evidence_for_the_claims_of_others() -> None:
    claim, article = make_claim("Shared."), make_article(origin="posted")
    make_appearance(claim)
    make_citation(
        claim,
        appearance=make_appearance(claim, article),
        source=checked("https://one.example/"),
        **(PASSAGE | {"passage_state": "missing"}),
    )
    make_citation(claim, source=checked("https://two.example/"), **PASSAGE)
    evidence.weigh_claims([claim.pk], actor=ACTOR, now=NOW)
    told = [evidence_of(claim)]

    withdraw(article)
    told.append(evidence_of(claim))
    withdrawal.restore_article(article.pk, actor=ACTOR)
    told.append(evidence_of(claim))

    assert told == [("weakened", 2), ("standing", 1), ("weakened", 2)]
    assert [
        *Event.objects.filter(type="claim.evidence_changed")
        .order_by("id")
        .values_list("severity", "recovers")
    ] == [
        (4, 0),
        (2, 4),
        (4, 0),
    ]


def test_a_withdrawn_claim_keeps_its_evidence_state_without_an_event() -> None:
    claim, article = make_claim("Only."), make_article(origin="posted")
    source = checked("https://one.example/")
    make_citation(claim, appearance=make_appearance(claim, article), source=source, **PASSAGE)
    evidence.weigh_claims([claim.pk], actor=ACTOR, now=NOW)

    withdraw(article)
    Source.objects.filter(pk=source.pk).update(link_state="gone")
    evidence.weigh_claims([claim.pk], actor=ACTOR, now=NOW)
    assert evidence_of(claim) == ("standing", 1)

    withdrawal.restore_article(article.pk, actor=ACTOR)
    assert evidence_of(claim) == ("lost", 1)


def checked(url: str) -> Source:
    return make_source(url, link_state="live", text_hash=sha256(url.encode()).hexdigest())


def evidence_of(claim: Claim) -> tuple[str, int]:
    return Claim.objects.values_list("evidence_state", "independent_sources").get(pk=claim.pk)


def test_a_claim_unmerged_after_the_withdrawal_is_withdrawn_itself() -> None:
    article = make_article(origin="posted")
    claim, target = make_claim("Only.", status="accepted"), make_claim("Gone.", gone_at=NOW)
    make_appearance(claim, article)
    make_appearance(target, gone_at=NOW, gone_reason="text")
    claim_merges.merge_claim(claim.pk, into=target.pk, actor=ACTOR)
    withdraw(article)
    assert Claim.objects.get(text="Gone.").status == "withdrawn"

    claim_merges.unmerge_claim(claim.pk, actor=ACTOR)

    assert statuses() == {"Only.": "withdrawn", "Gone.": "proposed"}
    withdrawal.restore_article(article.pk, actor=ACTOR)
    assert statuses() == {"Only.": "accepted", "Gone.": "proposed"}


def statuses() -> dict[str, str]:
    return dict(Claim.objects.values_list("text", "status"))
