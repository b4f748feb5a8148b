"""Words: states, propositions and links as people read them."""

from decimal import Decimal

import pytest

from claims.admin import words
from claims.models import Proposition


def quantity(**values):
    return Proposition(form="quantity", subject_text="Kestrel-2", measure="parameters", **values)


@pytest.mark.parametrize(
    ("proposition", "said"),
    [
        (
            Proposition(
                form="comparison", subject_text="A", relation="outperforms", object_text="B", on_text="MMLU"
            ),
            "A outperforms B on MMLU",
        ),
        (Proposition(form="comparison", subject_text="A", relation="is first of"), "A is first of"),
        (quantity(op="=", low=Decimal("9000000000.000000000000")), "Kestrel-2, parameters: 9,000,000,000"),
        (quantity(op=">", low=Decimal("61.20"), unit="%"), "Kestrel-2, parameters: more than 61.2 %"),
        (
            quantity(
                op="range", low=Decimal("0.5"), high=Decimal(72), unit="B", verbatim="0.5 to 72 billion"
            ),
            "Kestrel-2, parameters: 0.5 to 72 B (“0.5 to 72 billion”)",
        ),
        (Proposition(form="quantity", op="~", low=None), "something: about …"),
    ],
)
def test_propositions_read_as_sentences(proposition, said):
    assert words.in_words(proposition) == said


def test_a_state_has_a_sign_and_a_word():
    assert words.badge("soft_404") == (
        '<span class="badge badge-bad"><span aria-hidden="true">✕</span> soft 404</span>'
    )
    assert "✓</span> standing</span>" in words.badge("standing")
    assert words.badge("") == ""


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//elsewhere.example/", ""])
def test_only_web_addresses_become_links(url):
    assert "<a" not in words.link_out(url)


def test_links_out_are_escaped_and_opened_apart():
    assert words.link_out('https://a.example/?q="><script>') == (
        '<a href="https://a.example/?q=&quot;&gt;&lt;script&gt;" target="_blank" rel="noopener noreferrer nofollow">'
        "https://a.example/?q=&quot;&gt;&lt;script&gt;</a>"
    )


@pytest.mark.parametrize(
    "text", ["alice", "claim_x", "nonsense_01h455vb4pex5vsknk084sn02q", "", "_", "capture"]
)
def test_what_is_no_id_of_ours_stays_text(text):
    assert words.link_to_id(text) == text


def test_an_id_links_to_its_page():
    assert words.link_to_id("claim_01h455vb4pex5vsknk084sn02q") == (
        '<a href="/admin/claims/claim/01890a5d-ac96-774b-bcce-b302099a8057/change/">claim_01h455vb4pex5vsknk084sn02q</a>'
    )


@pytest.mark.parametrize(
    ("value", "said"),
    [(None, "nothing"), ("", "nothing"), ("a\nb", "a b"), (["ä"], '["ä"]'), (0, "0"), (False, "false")],
)
def test_values_of_changes_read_plainly(value, said):
    assert words.plain(value) == said
