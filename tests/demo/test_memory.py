"""What the demo knows survives, for our eyes only."""

from __future__ import annotations

import stat

import pytest

from demo.memory import DemoError, Memory


def test_a_change_keeps_other_values(tmp_path):
    memory = Memory(tmp_path / "demo.json")
    memory.path.write_text('{"port": 8001}')

    memory.change(secret="whsec_x")
    memory.change(plays=1)

    assert memory.read() == {"port": 8001, "secret": "whsec_x", "plays": 1}
    assert stat.S_IMODE(memory.path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("text", "why"), [("", "cannot be read"), ("[]", "has no"), ('{"port": "8001"}', "has no")]
)
def test_invalid_file_is_reported(tmp_path, text, why):
    memory = Memory(tmp_path / "demo.json")
    memory.path.write_text(text)

    with pytest.raises(DemoError, match=why):
        memory.read()


def test_missing_file_is_reported_with_a_remedy(tmp_path):
    with pytest.raises(DemoError, match="`make up` with an empty DATA_DIR"):
        Memory(tmp_path / "demo.json").read()
