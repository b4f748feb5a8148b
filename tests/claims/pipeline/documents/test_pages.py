from claims.pipeline.documents.pages import page_at


def test_pages_are_counted_from_one():
    text = "one\n\n\ftwo goes\fon\n\n\f\ffive"

    assert [page_at(text, text.index(word)) for word in ("one", "two", "on\n", "five")] == [1, 2, 3, 5]


def test_text_without_pages_has_none():
    assert page_at("one\n\ntwo", 5) is None
