"""Every list and page of the admin: it answers, in a fixed number of queries, and read-only rows stay as they are."""

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.ids import type_id
from claims.models import Claim, Event
from tests.claims.admin.rows import make_article, make_claim, make_curator, make_event, make_one_of_each

pytestmark = pytest.mark.django_db

# Queries of a list and of a page, the session's, the user's and the plan of the list among them.
QUERIES = {
    "alias": (5, 5),
    "appearance": (5, 6),
    "article": (5, 9),
    "articleoriginal": (6, 4),
    "articleversion": (5, 6),
    "attempt": (5, 5),
    "citation": (5, 7),
    "claim": (5, 11),
    "conflict": (5, 7),
    "delivery": (5, 7),
    "distinctpair": (5, 4),
    "endpoint": (5, 8),
    "entity": (6, 7),
    "event": (5, 5),
    "export": (6, 4),
    "host": (5, 7),
    "merge": (5, 4),
    "proposition": (5, 6),
    "publisher": (5, 5),
    "review": (7, 5),
    "robotsfile": (5, 6),
    "snapshot": (5, 6),
    "source": (5, 8),
    "sourcecheck": (5, 6),
    "submission": (5, 5),
}
# The keys of a page are found first where there are several pages.
QUERIES_OF_PAGES = QUERIES | {
    "citation": (6, 7),
    "claim": (6, 11),
    "entity": (7, 7),
    "host": (6, 7),
    "source": (6, 8),
}
READ_ONLY = [
    "alias", "appearance", "articleoriginal", "articleversion", "attempt", "delivery", "distinctpair", "event", "export", "merge", "proposition", "robotsfile",
    "snapshot", "sourcecheck", "submission",
]  # fmt: skip


def change_url(name: str) -> str:
    first = apps.get_model("claims", name)._base_manager.order_by("pk").values_list("pk", flat=True)[0]
    return reverse(f"admin:claims_{name}_change", args=[first])


def test_every_model_is_in_the_admin_but_queues_and_the_texts_of_snapshots():
    names = {model._meta.model_name for model in apps.get_app_config("claims").get_models()}

    assert names - {"hostwake", "endpointqueue", "feedposition", "retentionposition"} - {"sourcetext"} == set(
        QUERIES
    )


def queries_of(client, url):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def counted_queries(client):
    return {
        name: (
            queries_of(client, reverse(f"admin:claims_{name}_changelist")),
            queries_of(client, change_url(name)),
        )
        for name in QUERIES
    }


def test_lists_and_pages_ask_the_same_number_of_queries_for_1_and_for_30_rows(admin_client, known_types):
    make_one_of_each("first")
    assert counted_queries(admin_client) == QUERIES

    for number in range(29):
        make_one_of_each(f"more{number}")
    assert counted_queries(admin_client) == QUERIES_OF_PAGES


@pytest.mark.parametrize("name", READ_ONLY)
def test_read_only_rows_cannot_be_written(name, admin_client):
    make_one_of_each("first")

    assert admin_client.get(reverse(f"admin:claims_{name}_add")).status_code == 403
    assert admin_client.post(change_url(name), {}).status_code == 403
    assert admin_client.post(change_url(name).replace("change", "delete"), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("name", QUERIES)
def test_a_user_without_permission_is_refused(name, client):
    make_one_of_each("first")
    client.force_login(make_curator())

    assert client.get(reverse(f"admin:claims_{name}_changelist")).status_code == 403
    assert client.get(change_url(name)).status_code == 403


@pytest.mark.parametrize("name", ["article", "citation", "claim", "endpoint", "entity", "host", "publisher"])
def test_a_user_who_may_only_view_sees_the_page_without_a_form(name, client):
    make_one_of_each("first")
    client.force_login(make_curator(f"view_{name}"))

    answer = client.get(change_url(name))

    assert answer.status_code == 200
    assert b'name="_save"' not in answer.content
    assert client.post(change_url(name), {}).status_code == 403


@pytest.mark.parametrize(
    "name", ["article", "citation", "endpoint", "entity", "publisher", "review", "source"]
)
def test_forms_for_new_rows_open(name, admin_client):
    assert admin_client.get(reverse(f"admin:claims_{name}_add")).status_code == 200


def test_times_are_told_to_the_second(admin_client):
    make_one_of_each("first")

    assert b"2026-03-01 12:00:00" in admin_client.get(reverse("admin:claims_snapshot_changelist")).content


def test_a_pasted_id_finds_its_row(admin_client):
    claim = make_claim("Kestrel flies.")
    make_claim("Heron dives.")

    answer = admin_client.get(reverse("admin:claims_claim_changelist"), {"q": type_id("claim", claim.pk)})

    assert b"Kestrel flies." in answer.content
    assert b"Heron dives." not in answer.content


def test_the_history_of_a_row_is_its_events(admin_client):
    claim = make_claim()
    make_event(claim, changes={"status": ["proposed", "accepted"]}, actor_type="user", actor_id="alice")

    page = admin_client.get(reverse("admin:claims_claim_change", args=[claim.pk]))
    history = admin_client.get(reverse("admin:claims_claim_history", args=[claim.pk]))

    assert b"<b>status</b>: proposed \xe2\x86\x92 accepted" in page.content
    assert b"user alice" in page.content
    assert history.status_code == 302
    assert history.url == f"/admin/claims/event/?subject_id={claim.pk}"


def test_lists_count_no_further_than_10000(admin_client):
    admin_client.get(reverse("admin:claims_event_changelist"))
    with connection.execute_wrapper(_limits_counts):
        assert admin_client.get(reverse("admin:claims_event_changelist")).status_code == 200


def _limits_counts(execute, sql, params, many, context):
    assert "COUNT(*)" not in sql or "LIMIT 10000" in sql
    return execute(sql, params, many, context)


def test_markup_in_rows_is_shown_as_text(admin_client):
    claim = make_claim("<script>alert(1)</script> flies.")
    make_event(
        claim, changes={"text": ["", "<script>alert(2)</script>"]}, actor_id="<script>alert(3)</script>"
    )
    make_article("<i>").save()

    pages = [
        reverse("admin:claims_claim_changelist"),
        reverse("admin:claims_claim_change", args=[claim.pk]),
        reverse("admin:claims_event_changelist"),
        reverse("admin:claims_event_change", args=[Event.objects.get().pk]),
        reverse("admin:index"),
    ]

    for page in pages:
        assert b"<script>alert" not in admin_client.get(page).content


def test_an_action_leads_back_only_to_this_site(admin_client):
    claim = make_claim()

    answer = admin_client.post(
        reverse("admin:claims_claim_decide"),
        {"verb": "accept", "claim": claim.pk, "next": "https://elsewhere.example/"},
    )

    assert answer.url == "/admin/claims/claim/queue/"
    assert Claim.objects.get().status == "accepted"
