from claims.pipeline.extraction.grammar.findings import UP, Finding, Patterns, pattern
from claims.pipeline.extraction.grammar.tree import Tree, Word


def tree_of(text):
    return Tree(text, [Word(i, word, word.lower(), 0, 0) for i, word in enumerate(text.split())])


def test_a_pattern_is_tried_at_its_words_alone_and_one_without_words_at_all():
    tried = []

    @pattern("beats", "tops")
    def beating(word):
        tried.append(("beating", word.text))
        yield from ()

    @pattern()
    def any_word(word):
        tried.append(("any", word.text))
        yield from ()

    list(Patterns(beating, any_word).find(tree_of("Kestrel Beats Heron")))

    assert tried == [("any", "Kestrel"), ("beating", "Beats"), ("any", "Beats"), ("any", "Heron")]


def test_findings_come_word_by_word_and_in_the_order_of_the_patterns():
    @pattern()
    def first(word):
        yield Finding(UP, word, None, aspect="first")

    @pattern("heron")
    def second(word):
        yield Finding(UP, word, None, aspect="second")

    found = Patterns(second, first).find(tree_of("Kestrel Heron"))

    assert [(finding.anchor.text, finding.aspect) for finding in found] == [
        ("Kestrel", "first"),
        ("Heron", "second"),
        ("Heron", "first"),
    ]
