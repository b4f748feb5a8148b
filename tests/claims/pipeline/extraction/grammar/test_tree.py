from tests.claims.pipeline.extraction.views import word


def test_children_are_found_by_their_relation():
    sold = word("The firm sold three boats in May.", "sold")

    assert sold.child("nsubj").text == "firm"
    assert sold.child("iobj") is None
    assert [child.text for child in sold.all("nsubj", "dobj")] == ["firm", "boats"]


def test_ancestors_lead_to_the_root():
    assert [above.text for above in word("The firm sold three boats.", "three").ancestors()] == [
        "boats",
        "sold",
    ]


def test_a_subtree_leaves_out_what_hangs_by_some_relations():
    boats = word("The firm sold boats that leak.", "boats")

    assert {below.text for below in boats.subtree()} == {"boats", "that", "leak"}
    assert {below.text for below in boats.subtree(without=("relcl",))} == {"boats"}
