"""What the demo knows survives, for our eyes only."""

from __future__ import annotations

import stat

import pytest

from demo.memory import DemoError, Memory


def test_changes_are_kept_beside_what_is_there(tmp_path):
    memory = Memory(tmp_path / "demo.json")
    memory.path.write_text('{"port": 8001}')

    memory.change(secret="whsec_x")
    memory.change(told=1)

    assert memory.read() == {"port": 8001, "secret": "whsec_x", "told": 1}
    assert stat.S_IMODE(memory.path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("text", "why"), [("", "cannot be read"), ("[]", "holds no"), ('{"port": "8001"}', "holds no")]
)
def test_file_that_is_none_of_ours_is_named(tmp_path, text, why):
    memory = Memory(tmp_path / "demo.json")
    memory.path.write_text(text)

    with pytest.raises(DemoError, match=why):
        memory.read()


def test_missing_file_says_how_to_get_one(tmp_path):
    with pytest.raises(DemoError, match="`make up` with an empty DATA_DIR"):
        Memory(tmp_path / "demo.json").read()
