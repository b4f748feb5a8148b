import pytest

from claims.errors import ReadError
from claims.pipeline.documents.encoding import decode


def test_byte_order_mark_beats_the_header():
    body = b"\xef\xbb\xbfna\xc3\xafve"

    assert decode(body, charset="iso-8859-1") == "naïve"


def test_header_beats_the_meta_tag():
    body = '<meta charset="utf-8"><p>caf\xe9 society</p>'.encode("windows-1252")

    assert "café" in decode(body, charset="windows-1252", is_html=True)


def test_meta_tag_beats_detection():
    body = '<meta charset="windows-1251"><p>Привет, мир</p>'.encode("windows-1251")

    assert "Привет, мир" in decode(body, is_html=True)


def test_meta_tag_is_tried_where_the_bytes_contradict_the_header():
    body = '<meta charset="gb2312"><p>水坝在五月关闭，秋天重新开放。</p>'.encode("gbk")

    assert "水坝在五月关闭" in decode(body, charset="utf-8", is_html=True)


def test_few_broken_bytes_do_not_contradict_the_header():
    body = "<p>水坝在五月关闭，秋天重新开放。</p>".encode() + b"\xff"

    assert "水坝在五月关闭" in decode(body, charset="utf-8", is_html=True)


def test_unknown_charset_falls_back_to_detection():
    assert decode("Zürich".encode(), charset="no-such-charset") == "Zürich"


def test_utf16_without_header_is_read_by_its_mark():
    assert decode(b"\xff\xfeh\x00i\x00") == "hi"


@pytest.mark.parametrize("body", [b"", b"  \n\t ", ""])
def test_empty_body_is_an_error(body):
    with pytest.raises(ReadError, match="empty"):
        decode(body)


def test_binary_body_is_an_error():
    with pytest.raises(ReadError, match="binary"):
        decode(b"\x00\x01\x02\x03PNG\x04\x05\x06" * 40)


def test_lone_surrogates_are_replaced():
    assert decode("a\ud800b") == "a\N{REPLACEMENT CHARACTER}b"


@pytest.mark.parametrize(
    ("body", "charset", "wanted"),
    [
        (b"<p>plain words</p>", "utf-16", "<p>plain words</p>"),
        ("<p>日本語の文章がここにある</p>".encode("shift_jis") * 20, "utf-8", "日本語の文章がここにある"),
        (
            "<p>Größe</p>".encode("windows-1252") + b"<p>plain</p>" * 50,
            "utf-8",
            "Größe",
        ),
    ],
)
def test_a_name_that_the_bytes_contradict_is_not_believed(body, charset, wanted):
    assert wanted in decode(body, charset=charset, is_html=True)


@pytest.mark.parametrize(
    ("words", "declared"),
    [
        ("Le café de la gare", "iso-8859-1"),
        ("“Größe” – 5 €", "windows-1252"),
        ("Плотина закрыта в мае", "windows-1251"),
        ("ζήτημα", "iso-8859-7"),
        ("水坝在五月关闭", "gbk"),
        ("ダムは五月に閉じた", "shift_jis"),
    ],
)
def test_bytes_that_are_utf8_are_read_as_such_whatever_is_declared(words, declared):
    page = f'<meta charset="{declared}"><p>{words}</p>'.encode()

    assert words in decode(page, is_html=True)
    assert words in decode(page, charset=declared, is_html=True)
    assert words in decode(page + "é".encode()[:1], charset=declared, is_html=True)


@pytest.mark.parametrize(
    ("words", "declared"),
    [("Le café de la gare", "iso-8859-1"), ("联通", "gbk"), ("Плотина", "koi8-r"), ("Größe", "windows-1252")],
)
def test_text_in_the_declared_encoding_is_read_in_it(words, declared):
    assert decode(f"<p>{words}</p>".encode(declared), charset=declared, is_html=True) == f"<p>{words}</p>"
