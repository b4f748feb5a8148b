from claims.pipeline.documents.spans import SpanIndex


def test_overlap_is_found_in_nested_and_adjacent_spans():
    spans = SpanIndex([(10, 20), (12, 14), (20, 25), (40, 41)])

    assert [spans.overlaps(*s) for s in [(0, 10), (9, 11), (24, 30), (25, 40), (40, 41), (41, 50)]] == [
        False,
        True,
        True,
        False,
        True,
        False,
    ]


def test_nothing_overlaps_no_spans():
    assert not SpanIndex([]).overlaps(0, 100)
