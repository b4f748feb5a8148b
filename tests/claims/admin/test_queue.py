"""The queue: what a curator sees of a proposed claim, and what their decisions do."""

import pytest
from django.urls import reverse

from claims.models import Citation, Claim, Event, Proposition, Source
from claims.services.catalogue import curate
from claims.values import Actor
from tests.claims.admin.rows import (
    NOW,
    QUOTE,
    make_appearance,
    make_article,
    make_citation,
    make_claim,
    make_curator,
    make_event,
    make_one_of_each,
    make_source,
)

pytestmark = pytest.mark.django_db

QUEUE = "/admin/claims/claim/queue/"
DECIDE = "/admin/claims/claim/decide/"


def test_proposed_claims_are_shown_oldest_first(admin_client):
    make_claim("The first one.")
    make_claim("The second one.")
    make_claim("The decided one.", status="accepted")

    page = admin_client.get(QUEUE).content.decode()

    assert page.index("The first one.") < page.index("The second one.")
    assert "The decided one." not in page


def test_a_card_shows_quote_evidence_and_propositions(admin_client):
    claim, article = make_claim(), make_article()
    appearance = make_appearance(claim, article)
    source = make_source()
    Source.objects.filter(pk=source.pk).update(link_state="dead")
    make_citation(
        claim, appearance=appearance, source=source, passage_exact="Kestrel-2 beats Heron-1", passage_origin="machine",
        passage_state="altered", found="Kestrel-2 ties with Heron-1", last_verified_at=NOW,
    )  # fmt: skip
    Proposition.objects.create(
        claim=claim, position=0, form="comparison", subject_text="Kestrel-2", relation="outperforms",
        object_text="Heron-1", on_text="MMLU",
    )  # fmt: skip

    page = admin_client.get(QUEUE).content.decode()

    assert f"A new model is out.\n<mark>{QUOTE}</mark> More will follow." in page
    assert "Kestrel-2 outperforms Heron-1 on MMLU</li>" in page
    assert "found by comparison.verb, rules 1" in page
    assert "https://news.example.org/paper#:~:text=Kestrel%2D2%20outperforms" in page
    assert "https://paper.example.org/paper#:~:text=Kestrel%2D2%20beats%20Heron%2D1" in page
    assert "</span> dead</span>" in page
    assert "</span> altered</span>" in page
    assert "Kestrel-2 <del>beats</del><ins>ties with</ins> Heron-1" in page
    assert "2026-03-01 12:00" in page


def test_a_quote_that_is_not_in_the_text_is_marked_as_such(admin_client):
    claim = make_claim()
    appearance = make_appearance(claim, make_article())
    appearance.quote = "Something else altogether stands here now"
    appearance.save()

    assert "differs from the recorded quote" in admin_client.get(QUEUE).content.decode()


def test_markup_of_articles_and_claims_is_shown_as_text(admin_client):
    claim = make_claim("<script>alert('claim')</script> wins.")
    text = "Before <script>alert('article')</script> comes <b>Kestrel wins</b> at last."
    make_appearance(claim, make_article(text=text), "<b>Kestrel wins</b>")
    make_citation(claim, label="<script>")

    page = admin_client.get(QUEUE).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(&#x27;article&#x27;)" in page
    assert "<mark>&lt;b&gt;Kestrel wins&lt;/b&gt;</mark>" in page
    assert "wherever this article cites [&lt;script&gt;]" not in page
    assert "URL of [&lt;script&gt;]" in page


def test_the_queue_asks_the_same_number_of_queries_for_1_and_for_30_claims(
    admin_client, django_assert_num_queries
):
    make_one_of_each("first")
    with django_assert_num_queries(9):
        assert admin_client.get(QUEUE).status_code == 200

    for number in range(29):
        make_one_of_each(f"more{number}")
    with django_assert_num_queries(9):
        page = admin_client.get(QUEUE).content.decode()

    assert page.count('<article class="claim-card"') == 25
    assert "1–25 of 90, the oldest first" in page


@pytest.mark.parametrize(
    "query", ["kind=quantity", "evidence=lost", "q=ospreys", "kind=quantity&evidence=lost&q=osprey"]
)
def test_filters_narrow_the_queue(query, admin_client):
    make_claim("The osprey has 9 billion parameters.", kind="quantity", evidence_state="lost")
    make_claim("Kestrel wins.")

    page = admin_client.get(f"{QUEUE}?{query}").content.decode()

    assert "The osprey has" in page
    assert "Kestrel wins." not in page


def test_the_queue_can_be_narrowed_to_an_article(admin_client):
    article = make_article()
    make_appearance(make_claim("In the article."), article)
    make_claim("Elsewhere.")

    page = admin_client.get(QUEUE, {"article": article.pk}).content.decode()

    assert "Only claims of" in page
    assert "In the article." in page
    assert "Elsewhere." not in page


def test_a_filter_that_makes_no_sense_lets_all_pass(admin_client):
    make_claim("Kestrel wins.")

    page = admin_client.get(f"{QUEUE}?kind=weather&article=nonsense&page=last").content.decode()

    assert "Kestrel wins." in page


def test_accept_changes_the_claim_and_makes_an_event(admin_client, django_capture_on_commit_callbacks):
    claim = make_claim()

    with django_capture_on_commit_callbacks() as bells:
        answer = admin_client.post(
            DECIDE, {"verb": "accept", "claim": claim.pk, "expected_version": 1, "next": f"{QUEUE}#claim-x"}
        )

    claim.refresh_from_db()
    event = Event.objects.get()
    assert answer.url == f"{QUEUE}#claim-x"
    assert (claim.status, claim.version) == ("accepted", 2)
    assert (event.type, event.actor_type, event.actor_id) == ("claim.accepted", "user", "admin")
    assert event.changes == {"status": ["proposed", "accepted"]}
    assert (event.cause_type, len(event.cause_id)) == ("request", 32)
    assert len(bells) == 1


def test_reject_keeps_the_reason(admin_client):
    claim = make_claim()

    admin_client.post(
        DECIDE, {"verb": "reject", "claim": claim.pk, "reason": "misread", "note": "It is a question."}
    )

    assert Claim.objects.get().status == "rejected"
    assert Event.objects.get().changes["reason"] == [None, "The sentence was misread: It is a question."]


@pytest.mark.parametrize("given", [{}, {"reason": "other"}, {"reason": "no such reason"}])
def test_reject_without_a_reason_changes_nothing(given, admin_client):
    claim = make_claim()

    answer = admin_client.post(DECIDE, {"verb": "reject", "claim": claim.pk, **given}, follow=True)

    assert Claim.objects.get().status == "proposed"
    assert Event.objects.count() == 0
    assert b'class="error"' in answer.content


def test_several_claims_are_decided_at_once(admin_client):
    first, second = make_claim("One."), make_claim("Two.")
    make_claim("Three.")

    answer = admin_client.post(DECIDE, {"verb": "accept", "claim": [first.pk, second.pk]}, follow=True)

    assert Claim.objects.filter(status="accepted").count() == 2
    assert Event.objects.filter(type="claim.accepted").count() == 2
    assert b"Accepted: 2 claims." in answer.content


def test_undo_takes_the_last_decision_back(admin_client):
    claim = make_claim()
    page = admin_client.post(DECIDE, {"verb": "accept", "claim": claim.pk}, follow=True).content.decode()
    assert "Last decision: accepted 1 claim." in page

    assert f'name="shown" value="{claim.pk}:2"' in page

    page = admin_client.post(DECIDE, {"verb": "undo", "shown": f"{claim.pk}:2"}, follow=True).content.decode()

    assert Claim.objects.get().status == "proposed"
    assert list(Event.objects.order_by("id").values_list("type", flat=True)) == [
        "claim.accepted",
        "claim.reopened",
    ]
    assert 'id="undo"' not in page


def test_undo_leaves_what_a_colleague_decided_since_and_names_it(admin_client):
    first, second = make_claim("Kestrel wins."), make_claim("Osprey wins.")
    curate.accept_claims([first.pk, second.pk], actor=Actor("user", "admin"))
    curate.reject_claims([second.pk], reason="A forecast.", actor=Actor("user", "grace"))

    page = admin_client.post(
        DECIDE, {"verb": "undo", "shown": f"{first.pk}:2 {second.pk}:2"}, follow=True
    ).content.decode()

    assert dict(Claim.objects.values_list("text", "status")) == {
        "Kestrel wins.": "proposed",
        "Osprey wins.": "rejected",
    }
    assert (
        "Left, because they were changed since the page was loaded: “Osprey wins.” (rejected by grace)."
        in page
    )


def test_undo_does_not_mind_that_the_evidence_changed_since(admin_client):
    claim = make_claim()
    curate.accept_claims([claim.pk], actor=Actor("user", "admin"))
    make_event(claim, type="claim.evidence_changed", subject_version=3, actor_type="worker")
    Claim.objects.update(version=3)

    admin_client.post(DECIDE, {"verb": "undo", "shown": f"{claim.pk}:2"})

    assert Claim.objects.get().status == "proposed"


def test_several_claims_are_decided_as_they_were_shown(admin_client):
    first, second, third = make_claim("One."), make_claim("Two."), make_claim("Three.")
    curate.reject_claims([second.pk], reason="A forecast.", actor=Actor("user", "grace"))
    make_event(
        third, type="claim.evidence_changed", subject_version=2, actor_type="worker", actor_id="refresh"
    )
    Claim.objects.filter(pk=third.pk).update(version=2)
    keys = [first.pk, second.pk, third.pk]

    page = admin_client.post(
        DECIDE, {"verb": "accept", "claim": keys, "shown": [f"{key}:1" for key in keys]}, follow=True
    ).content.decode()

    assert [claim.status for claim in Claim.objects.order_by("created_at")] == [
        "accepted",
        "rejected",
        "proposed",
    ]
    assert "“Two.” (rejected by grace); “Three.” (evidence changed by refresh)." in page


def test_a_page_carries_the_versions_that_it_shows(admin_client):
    claim = make_claim(version=7)

    assert f'name="shown" value="{claim.pk}:7" form="bulk"' in admin_client.get(QUEUE).content.decode()


def test_a_claim_that_somebody_else_changed_is_not_decided(admin_client):
    claim = make_claim(version=2)

    answer = admin_client.post(
        DECIDE, {"verb": "accept", "claim": claim.pk, "expected_version": 1}, follow=True
    )

    assert Claim.objects.get().status == "proposed"
    assert b"This claim was changed since the page was loaded" in answer.content


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"verb": "accept"}, b"Select at least one claim."),
        ({"verb": "accept", "claim": "nonsense"}, b"Select at least one claim."),
        ({"verb": "accept", "claim": "00000000-0000-7000-8000-000000000000"}, b"does not exist"),
        (
            {"verb": "burn", "claim": "00000000-0000-7000-8000-000000000000"},
            b"not one of the available choices",
        ),
        ({}, b"This field is required."),
    ],
)
def test_a_decision_that_cannot_be_taken_says_why(given, words, admin_client):
    answer = admin_client.post(DECIDE, given, follow=True)

    assert answer.status_code == 200
    assert words in answer.content


def test_only_curators_see_the_queue_and_decide(client):
    claim = make_claim()
    client.force_login(make_curator("view_claim"))

    assert client.get(QUEUE).status_code == 403
    assert client.post(DECIDE, {"verb": "accept", "claim": claim.pk}).status_code == 403
    assert Claim.objects.get().status == "proposed"


def test_a_stranger_is_asked_to_log_in(client):
    assert client.get(QUEUE).url == f"/admin/login/?next={QUEUE}"


def test_a_curator_without_further_rights_can_decide(client):
    claim = make_claim()
    make_citation(claim)
    client.force_login(make_curator("view_claim", "change_claim"))

    page = client.get(QUEUE).content.decode()
    client.post(DECIDE, {"verb": "accept", "claim": claim.pk})

    assert "unresolved" in page
    assert "Supply" not in page
    assert Claim.objects.get().status == "accepted"


def test_decisions_are_posted_with_a_token(client):
    make_claim()
    checking = type(client)(enforce_csrf_checks=True)
    checking.force_login(make_curator("change_claim"))

    assert checking.post(DECIDE, {"verb": "accept"}).status_code == 403
    assert checking.get(DECIDE).status_code == 405


def test_supplying_a_url_resolves_the_marker_throughout_its_article(
    admin_client, django_capture_on_commit_callbacks
):
    article = make_article()
    first, second = make_claim("One."), make_claim("Two.")
    citation = make_citation(first, appearance=make_appearance(first, article))
    make_citation(second, appearance=make_appearance(second, article))

    with django_capture_on_commit_callbacks() as bells:
        admin_client.post(
            reverse("admin:claims_citation_resolve", args=[citation.pk]),
            {
                "url": "https://paper.example.org/1",
                "whole_marker": "on",
                "expected_version": 1,
                "next": QUEUE,
            },
        )

    assert Citation.objects.filter(source__canonical_url="https://paper.example.org/1").count() == 2
    assert Event.objects.filter(type="citation.resolved", actor_id="admin").count() == 2
    assert len(bells) == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [("expected_version", "9" * 5000), ("expected_version", "new"), ("url", "https://a.example/\x00")],
)
def test_a_resolution_that_cannot_be_read_changes_nothing_and_names_the_field(field, value, admin_client):
    source = make_source()
    citation = make_citation(make_claim(), source=source)
    body = {"url": "https://kestrel.example/report", field: value}

    answer = admin_client.post(
        reverse("admin:claims_citation_resolve", args=[citation.pk]), body, follow=True
    )

    assert f"Refused: {field}. " in answer.content.decode()
    assert Citation.objects.get().source == source


def test_a_citation_can_be_made_unresolved_again(admin_client):
    claim, article = make_claim(), make_article()
    citation = make_citation(claim, appearance=make_appearance(claim, article), source=make_source())

    admin_client.post(reverse("admin:claims_citation_resolve", args=[citation.pk]), {})

    assert Citation.objects.get().source is None


def test_a_url_that_cannot_be_watched_is_named_in_the_message(admin_client):
    citation = make_citation(make_claim())

    answer = admin_client.post(
        reverse("admin:claims_citation_resolve", args=[citation.pk]),
        {"url": "ftp://paper.example.org/1", "next": QUEUE},
        follow=True,
    )

    assert Citation.objects.get().source is None
    assert b"Refused: ftp://paper.example.org/1. " in answer.content
