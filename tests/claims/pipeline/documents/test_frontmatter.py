from claims.pipeline.documents.frontmatter import read_front_matter
from claims.values import Reference


def test_scalars_lists_and_folded_text_are_read():
    matter = read_front_matter(
        "---\ntitle: >-\n  A long\n  title\ndate: '2024-05-03'\nauthors:\n  - Ada\n  - Ben\n---\nText"
    )

    assert matter.first("title") == "A long title"
    assert matter.first("date") == "2024-05-03"
    assert matter.authors == ("Ada", "Ben")


def test_sources_become_references():
    matter = read_front_matter(
        '---\nsources:\n  - id: lab-note\n    title: "A note"\n    url: https://lab.example/n\n    year: 2024\n---\n'
    )

    assert matter.references == (Reference("lab-note", "https://lab.example/n", "A note", "", "2024"),)


def test_text_without_front_matter_has_none():
    assert read_front_matter("# Title\n\n---\n\nMore").length == 0


def test_unclosed_front_matter_is_text():
    assert read_front_matter("---\ntitle: x\n\nText").length == 0
