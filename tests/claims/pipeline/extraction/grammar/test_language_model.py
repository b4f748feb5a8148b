import pytest

from claims.pipeline.extraction.grammar.language_model import language_model, use_language_model
from claims.pipeline.extraction.version import DEFAULT_LANGUAGE_MODEL


@pytest.fixture(autouse=True)
def usual_model():
    yield
    use_language_model(DEFAULT_LANGUAGE_MODEL)


def test_the_pipeline_is_loaded_once_and_holds_only_what_is_used():
    assert language_model() is language_model()
    assert language_model().pipe_names == ["tok2vec", "tagger", "parser"]


def test_a_pipeline_that_is_not_installed_is_an_error():
    use_language_model("no_such_pipeline")

    with pytest.raises(OSError, match="no_such_pipeline"):
        language_model()
