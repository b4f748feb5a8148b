import pytest

from claims.pipeline.documents.documents import read_document
from claims.vocabulary import ContentType

SEEN = "<p>The town of Norland opened a bridge on Monday, the mayor said.</p>"


def text_of(source):
    return read_document(source + SEEN, ContentType.HTML).text


@pytest.mark.parametrize(
    "source",
    [
        "<style>.x{display:none}</style><p class='a x'>A secret.</p>",
        "<style>#n , .z { color: red; display : none !important }</style><p id=n>A secret.</p>",
        "<style>/* .y{} */ .z { visibility: hidden }</style><p class=z>A secret.</p>",
        "<style>@media print{.y{color:red}} .z{display:none}</style><p class=z>A secret.</p>",
        "<style>.t{display:none} .t.on{display:block}</style><p class=t>A secret.</p>",
    ],
)
def test_what_a_class_or_an_id_hides_is_not_read(source):
    assert "secret" not in text_of(source)
    assert "bridge" in text_of(source)


@pytest.mark.parametrize(
    "source",
    [
        "<style>.x{display:none}</style><p class=xx>An extra.</p>",
        "<style>.x{display:none} .x{display:block}</style><p class=x>An extra.</p>",
        "<style>@media print{.x{display:none}}</style><p class=x>An extra.</p>",
        "<style>.t{display:none} .t.on{display:block}</style><p class='t on'>An extra.</p>",
        "<style>.x p{display:none}</style><p class=x>An extra.</p>",
        "<style>/* .x{display:none} */</style><p class=x>An extra.</p>",
        "<html class=x><style>.x{display:none}</style><body class=x><p>An extra.</p>",
    ],
)
def test_other_rules_hide_nothing(source):
    assert "An extra." in text_of(source)


def test_a_page_without_body_is_read_behind_its_scripts():
    page = f"<html><script>var a = 1;</script><article>{SEEN}</article></html>"

    assert read_document(page, ContentType.HTML).text.startswith("The town of Norland")
