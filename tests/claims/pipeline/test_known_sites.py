import pytest

from claims.pipeline.known_sites import site_page


@pytest.mark.parametrize(
    ("url", "identity", "text_url"),
    [
        *(
            (url, "https://arxiv.org/abs/2401.00001", "https://arxiv.org/pdf/2401.00001")
            for url in (
                "https://arxiv.org/abs/2401.00001",
                "https://www.arxiv.org/abs/2401.00001v2",
                "https://export.arxiv.org/pdf/2401.00001v3.pdf",
                "https://arxiv.org/html/2401.00001v1/",
                "https://arxiv.org/abs/arXiv:2401.00001v2?context=cs.CL",
                "https://arxiv.org/pdf/2401.00001v2.pdf#page=3",
                "https://doi.org/10.48550/arXiv.2401.00001",
            )
        ),
        *(
            (url, "https://arxiv.org/abs/cs/0112017", "https://arxiv.org/pdf/cs/0112017")
            for url in (
                "https://arxiv.org/abs/cs/0112017",
                "https://arxiv.org/abs/cs.CL/0112017v1",
                "https://arxiv.org/pdf/cs/0112017v2.pdf",
                "https://doi.org/10.48550/arXiv.cs/0112017",
            )
        ),
        (
            "https://arxiv.org/abs/cond-mat.mes-hall/0309136",
            "https://arxiv.org/abs/cond-mat/0309136",
            "https://arxiv.org/pdf/cond-mat/0309136",
        ),
        (
            "https://dx.doi.org/10.1000/ABC.Def",
            "https://doi.org/10.1000/abc.def",
            "https://doi.org/10.1000/abc.def",
        ),
        *(
            (
                url,
                "https://github.com/owner/repo/blob/main/docs/README.md",
                "https://raw.githubusercontent.com/owner/repo/main/docs/README.md",
            )
            for url in (
                "https://github.com/owner/repo/blob/main/docs/README.md",
                "https://github.com/owner/repo/raw/refs/heads/main/docs/README.md",
                "https://raw.githubusercontent.com/owner/repo/main/docs/README.md",
                "https://raw.githubusercontent.com/owner/repo/refs/heads/main/docs/README.md",
                "https://raw.github.com/owner/repo/main/docs/README.md",
                "https://github.com/owner/repo/blame/main/docs/README.md",
                "https://github.com/owner/repo/blob/main/docs/README.md?plain=1#L10-L20",
            )
        ),
        (
            "https://github.com/owner/repo/blob/feature/fast/docs/README.md",
            "https://github.com/owner/repo/blob/feature/fast/docs/README.md",
            "https://raw.githubusercontent.com/owner/repo/feature/fast/docs/README.md",
        ),
        *(
            (
                url,
                "https://github.com/owner/repo/blob/v1.2/README.md",
                "https://raw.githubusercontent.com/owner/repo/v1.2/README.md",
            )
            for url in (
                "https://github.com/owner/repo/blob/v1.2/README.md",
                "https://github.com/owner/repo/raw/refs/tags/v1.2/README.md",
            )
        ),
        *(
            (
                url,
                "https://huggingface.co/owner/model-7b",
                "https://huggingface.co/owner/model-7b/raw/main/README.md",
            )
            for url in (
                "https://huggingface.co/owner/model-7b",
                "https://hf.co/owner/model-7b/",
                "https://huggingface.co/owner/model-7b/tree/main",
                "https://huggingface.co/owner/model-7b/blob/main/README.md",
            )
        ),
        (
            "https://huggingface.co/datasets/owner/data",
            "https://huggingface.co/datasets/owner/data",
            "https://huggingface.co/datasets/owner/data/raw/main/README.md",
        ),
        (
            "https://huggingface.co/datasets/owner/data/blob/main/README.md",
            "https://huggingface.co/datasets/owner/data",
            "https://huggingface.co/datasets/owner/data/raw/main/README.md",
        ),
        (
            "https://huggingface.co/owner/model/blob/0123abc/README.md",
            "https://huggingface.co/owner/model/blob/0123abc/README.md",
            "https://huggingface.co/owner/model/raw/0123abc/README.md",
        ),
        (
            "https://huggingface.co/owner/model/blob/main/report.pdf",
            "https://huggingface.co/owner/model/blob/main/report.pdf",
            "https://huggingface.co/owner/model/resolve/main/report.pdf",
        ),
        (
            "https://huggingface.co/owner/model/blob/main/config.json",
            "https://huggingface.co/owner/model/blob/main/config.json",
            "https://huggingface.co/owner/model/raw/main/config.json",
        ),
        *(
            (
                url,
                "https://en.wikipedia.org/wiki/Grey_heron",
                "https://en.wikipedia.org/wiki/Grey_heron?action=render",
            )
            for url in (
                "https://en.wikipedia.org/wiki/Grey_heron",
                "https://en.m.wikipedia.org/wiki/Grey_heron",
                "https://en.wikipedia.org/wiki/Grey%20heron#Habitat",
                "https://en.m.wikipedia.org/wiki/Grey_heron?action=history",
                "https://en.wikipedia.org/w/index.php?title=Grey%20heron",
                "https://en.wikipedia.org/w/index.php?action=edit&title=Grey+heron",
                "https://en.wikipedia.org/w/index.php?title=Grey_heron" + "&a=1" * 60,
            )
        ),
        *(
            (
                url,
                "https://en.wikipedia.org/wiki/Grey_heron?oldid=12345",
                "https://en.wikipedia.org/wiki/Grey_heron?oldid=12345&action=render",
            )
            for url in (
                "https://en.wikipedia.org/wiki/Grey_heron?oldid=12345",
                "https://en.m.wikipedia.org/w/index.php?title=Grey_heron&oldid=12345",
                "https://en.wikipedia.org/w/index.php?oldid=12345&title=Grey_heron",
            )
        ),
        *(
            (
                url,
                "https://en.wikipedia.org/wiki/What%27s_up%3F",
                "https://en.wikipedia.org/wiki/What%27s_up%3F?action=render",
            )
            for url in (
                "https://en.wikipedia.org/wiki/What's_up%3F",
                "https://en.wikipedia.org/w/index.php?title=What%27s+up%3F",
            )
        ),
        (
            "https://de.wikipedia.org/wiki/Graureiher_(V%F6gel)",
            "https://de.wikipedia.org/wiki/Graureiher_(V%F6gel)",
            "https://de.wikipedia.org/wiki/Graureiher_(V%F6gel)?action=render",
        ),
        (
            "http://arxiv.org:8080/abs/2401.00001",
            "http://arxiv.org:8080/abs/2401.00001",
            "http://arxiv.org:8080/pdf/2401.00001",
        ),
    ],
)
def test_addresses_of_one_page_have_one_identity_and_one_text(url, identity, text_url):
    page = site_page(url)

    assert page is not None
    assert (page.identity, page.text_url) == (identity, text_url)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/abs/2401.00001",
        "https://arxiv.org/list/cs.CL/recent",
        "https://doi.org/",
        "https://github.com/owner/repo",
        "https://github.com/owner/repo/issues/7",
        "https://gist.github.com/owner/0123456789abcdef",
        "https://gist.githubusercontent.com/owner/0123456789abcdef/raw/notes.md",
        "https://raw.githubusercontent.com/wiki/owner/repo/Home.md",
        "https://huggingface.co/blog/some-post",
        "https://huggingface.co/docs/transformers",
        "https://huggingface.co/owner",
        "https://en.wikipedia.org/wiki/Talk:Grey_heron",
        "https://en.wikipedia.org/wiki/Talk%3AGrey_heron",
        "https://en.wikipedia.org/w/index.php?title=Grey_heron&diff=next&oldid=12345",
        "https://en.wikipedia.org/w/index.php?title=../w/x",
        "https://en.wikipedia.org/w/index.php?title=",
        "https://en.wikipedia.org/wiki/" + "x" * 256,
        "https://en.wikipedia.org/",
        "https://wikipedia.org.evil.example/wiki/Grey_heron",
    ],
)
def test_other_pages_are_left_as_they_are(url):
    assert site_page(url) is None
