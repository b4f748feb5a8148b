import pytest

from claims.pipeline.documents.languages import guess_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("这个模型在测试中表现很好。", "zh"),
        ("これはとても良いモデルです。", "ja"),
        ("Der Rat und die Stadt haben das nicht mit den Leuten besprochen.", "de"),
        ("The weir was closed in May and it is open to all.", "en"),
        ("Weir 4", ""),
    ],
)
def test_language_is_guessed_by_script_or_words(text, language):
    assert guess_language(text) == language
