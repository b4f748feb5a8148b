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
                "https://doi.org/10.48550/arXiv.2401.00001",
            )
        ),
        (
            "https://arxiv.org/abs/cs.CL/0112017v1",
            "https://arxiv.org/abs/cs.CL/0112017",
            "https://arxiv.org/pdf/cs.CL/0112017",
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
                "https://en.wikipedia.org/wiki/Grey_heron?oldid=12345",
                "https://en.wikipedia.org/w/index.php?title=Grey_heron&oldid=12345",
                "https://en.wikipedia.org/w/index.php?title=Grey%20heron",
            )
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
        "https://huggingface.co/blog/some-post",
        "https://huggingface.co/docs/transformers",
        "https://huggingface.co/owner",
        "https://en.wikipedia.org/wiki/Talk:Grey_heron",
        "https://en.wikipedia.org/",
        "https://wikipedia.org.evil.example/wiki/Grey_heron",
    ],
)
def test_other_pages_are_left_as_they_are(url):
    assert site_page(url) is None
