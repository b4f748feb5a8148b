"""Incidents: a host in trouble keeps its links from being called dead, and does not flicker."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.pipeline.watching.incidents import (
    HostRecord,
    RecentCheck,
    is_frozen,
    next_record,
    pack,
    unpack,
    word_of,
)
from claims.pipeline.watching.link_state import LinkResult

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def looks(*words: str, hours: float = 0) -> list[RecentCheck]:
    """One look at each of the sources s0, s1, …, so many hours after NOW."""
    at = NOW + timedelta(hours=hours)
    return [RecentCheck(f"s{number}", word, at) for number, word in enumerate(words)]


def after(*words: str) -> HostRecord:
    return next_record(HostRecord(), looks(*words), NOW)


def in_incident() -> HostRecord:
    """A host with eight sources, all of which fail."""
    return after(*["failing"] * 8)


def test_most_of_a_host_failing_in_one_class_is_an_incident():
    record = after("failing", "failing", "failing", "failing", "failing", "", "", "", "")

    assert (record.incident, record.since) == ("failing", NOW)
    assert is_frozen(record, NOW)


def test_half_is_not_most():
    assert after(*["failing"] * 5, *[""] * 5).incident == ""


def test_host_with_fewer_than_five_sources_has_no_incident():
    assert after(*["failing"] * 4).incident == ""


def test_failures_of_several_classes_do_not_add_up():
    assert after(*["failing"] * 4, *["not_found"] * 4).incident == ""


def test_quiet_host_is_not_frozen():
    assert not is_frozen(after("", ""), NOW)


def test_incident_stays_while_more_than_a_quarter_fails():
    record = next_record(in_incident(), looks(*["failing"] * 3, *[""] * 5, hours=1), NOW)

    assert (record.incident, record.since) == ("failing", NOW)


def test_incident_ends_when_a_quarter_fails():
    record = next_record(in_incident(), looks(*["failing"] * 2, *[""] * 6, hours=1), NOW)

    assert (record.incident, record.since) == ("", None)


def test_two_successes_do_not_end_an_incident():
    assert next_record(in_incident(), looks("", "", hours=1), NOW).incident == "failing"


def test_host_that_flickers_has_one_incident():
    record, begun = in_incident(), set()
    for hour in range(1, 200):
        words = ["" if (number + hour) % 2 else "failing" for number in range(8)]
        record = next_record(record, looks(*words, hours=hour), NOW + timedelta(hours=hour))
        begun.add(record.since)

    assert begun == {NOW}


def test_another_class_takes_over_once_the_first_has_ended():
    later = NOW + timedelta(hours=1)

    record = next_record(in_incident(), looks(*["not_found"] * 8, hours=1), later)

    assert (record.incident, record.since) == ("not_found", later)


def test_incident_of_30_days_is_taken_for_the_truth():
    record = in_incident()

    assert is_frozen(record, NOW + timedelta(days=30, seconds=-1))
    assert not is_frozen(record, NOW + timedelta(days=30))


def test_incident_that_is_taken_for_the_truth_does_not_begin_anew():
    later = NOW + timedelta(days=31)

    record = next_record(in_incident(), looks(*["failing"] * 8, hours=31 * 24), later)

    assert (record.incident, record.since) == ("failing", NOW)
    assert not is_frozen(record, later)


def test_incident_that_is_taken_for_the_truth_makes_room_for_another_class():
    later = NOW + timedelta(days=31)
    words = [*["failing"] * 3, *["name_failing"] * 5]

    record = next_record(in_incident(), looks(*words, hours=31 * 24), later)

    assert (record.incident, record.since) == ("name_failing", later)


@pytest.mark.parametrize("word", ["blocked", "paywalled", "robots_denied"])
def test_host_that_refuses_has_an_incident_that_freezes_nothing(word):
    record = after(*[word] * 6)

    assert record.incident == word
    assert not is_frozen(record, NOW)


def test_newest_look_of_each_source_counts():
    late, early = RecentCheck("s0", "", NOW), RecentCheck("s0", "failing", NOW - timedelta(hours=1))

    assert next_record(HostRecord(), [late, early], NOW).recent == (late,)
    assert next_record(HostRecord((early,)), [late], NOW).recent == (late,)


def test_twenty_sources_are_remembered_those_looked_at_last():
    old = [RecentCheck(f"old{number}", "", NOW - timedelta(hours=1)) for number in range(15)]

    record = next_record(HostRecord(tuple(old)), looks(*[""] * 12), NOW)

    assert len(record.recent) == 20
    assert sum(look.source.startswith("old") for look in record.recent) == 8


def test_looks_older_than_seven_days_drop_out():
    later = NOW + timedelta(days=7, seconds=1)

    assert next_record(in_incident(), looks("", hours=168), later).recent == tuple(looks("", hours=168))


def test_incident_outlasts_a_week_in_which_nobody_looked():
    record = next_record(in_incident(), [], NOW + timedelta(days=8))

    assert (record.recent, record.incident) == ((), "failing")


@pytest.mark.parametrize(
    ("seen", "word"),
    [
        (LinkResult.ALIVE, ""),
        (LinkResult.MOVED, ""),
        (LinkResult.NOT_FOUND, "not_found"),
        (LinkResult.BLOCKED, "blocked"),
    ],
)
def test_class_of_a_look(seen, word):
    assert word_of(seen) == word


def test_looks_survive_json():
    recent = after("failing", "").recent

    assert json.loads(json.dumps(pack(recent))) == [["s1", "", 1795435200], ["s0", "failing", 1795435200]]
    assert unpack(json.loads(json.dumps(pack(recent)))) == recent


@pytest.mark.parametrize("rows", [[["s1", ""]], [["s1", "", "soon"]]])
def test_what_was_not_packed_is_refused(rows):
    with pytest.raises(ValueError):  # noqa: PT011 whatever its words
        unpack(rows)


@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.sampled_from(["", "failing", "not_found"]), st.integers(0, 900)),
        max_size=60,
    )
)
def test_record_is_bounded_and_its_order_is_that_of_time(rows):
    record = HostRecord()
    for source, word, hour in rows:
        at = NOW + timedelta(hours=hour)
        record = next_record(record, [RecentCheck(f"s{source}", word, at)], at)

    assert len(record.recent) <= 20
    assert len({look.source for look in record.recent}) == len(record.recent)
    assert list(record.recent) == sorted(record.recent, key=lambda look: (look.at, look.source), reverse=True)
    assert (record.incident == "") == (record.since is None)
