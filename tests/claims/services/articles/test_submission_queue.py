"""Due submissions are leased in the order of their posting, and those of one submitter take turns with those of others."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from claims.models import Submission
from claims.services.articles import ingest
from claims.services.articles.submission_queue import SubmissionQueue
from claims.values import Actor

ADA, BOB, EVE = (Actor("api_key", f"api_key_{name}") for name in ("ada", "bob", "eve"))
pytestmark = pytest.mark.django_db


def post(actor: Actor, *words: str, url: str | None = None) -> None:
    for text in words:
        ingest.submit_article(url=url, content=text, content_type="text/plain", actor=actor)


def new_queue(share: int = 1) -> SubmissionQueue:
    return SubmissionQueue(uuid.uuid4(), share)


def leased(queue: SubmissionQueue) -> list[str]:
    """What is leased until nothing is left for anybody's share."""
    contents = []
    while submission := queue.lease():
        contents.append(submission.content)
    return contents


def read_one_after_the_other(queue: SubmissionQueue) -> list[str]:
    contents = []
    while submission := queue.lease():
        contents.append(submission.content)
        submission.delete()
        queue.done(submission)
    return contents


def test_a_submitter_has_no_more_than_its_share_under_way() -> None:
    post(EVE, "e1", "e2", "e3", "e4")
    post(BOB, "b1")

    assert leased(new_queue(share=1)) == ["e1", "b1"]
    assert Submission.objects.filter(lease_token=None).count() == 3


def test_a_larger_share_is_used_when_nothing_else_waits() -> None:
    post(EVE, "e1", "e2", "e3", "e4")

    assert leased(new_queue(share=3)) == ["e1", "e2", "e3"]


def test_the_one_with_the_fewest_under_way_is_next() -> None:
    post(EVE, "e1", "e2", "e3")
    queue = new_queue(share=3)
    assert [queue.lease().content, queue.lease().content] == ["e1", "e2"]
    post(BOB, "b1", "b2")

    assert leased(queue) == ["b1", "b2", "e3"]


def test_submitters_take_turns_and_each_keeps_its_order() -> None:
    post(EVE, "e1", "e2", "e3", "e4")
    post(BOB, "b1", "b2")
    post(ADA, "a1")

    assert read_one_after_the_other(new_queue()) == ["e1", "b1", "a1", "e2", "b2", "e3", "e4"]


def test_contents_of_one_article_are_leased_one_after_the_other_whoever_posted_them() -> None:
    post(EVE, "e1", url="https://news.example.org/kestrel")
    post(BOB, "b1", url="https://news.example.org/kestrel")

    assert leased(new_queue(share=3)) == ["e1"]
    assert read_one_after_the_other(new_queue()) == []
    Submission.objects.get(content="e1").delete()
    assert leased(new_queue()) == ["b1"]


def test_a_lease_is_counted_and_ends_with_its_time() -> None:
    post(EVE, "e1")
    queue = new_queue()

    submission = queue.lease()

    assert submission is not None
    assert (submission.read_attempts, submission.lease_token) == (1, queue.token)
    assert submission.next_attempt_at > timezone.now() + timedelta(seconds=60)
    assert (new_queue().lease(), new_queue().lease_repeated()) == (None, None)


def test_a_submission_that_a_repeated_post_deletes_while_it_is_leased_ends_no_worker() -> None:
    post(EVE, "e1")

    def delete_after_lease(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        result = execute(sql, *arguments)
        if "UPDATE claims_submission" in sql:
            Submission.objects.filter(content="e1").delete()
        return result

    with connection.execute_wrapper(delete_after_lease):
        assert leased(new_queue()) == ["e1"]
    assert not Submission.objects.exists()


def test_what_a_worker_did_not_finish_is_leased_apart_from_the_others() -> None:
    post(EVE, "e1", "e2")
    Submission.objects.filter(content="e1").update(read_attempts=1)
    queue = new_queue(share=2)

    assert leased(queue) == ["e2"]
    assert queue.lease_repeated().content == "e1"
    assert queue.lease_repeated() is None
