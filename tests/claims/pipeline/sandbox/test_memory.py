import resource

import pytest

from claims.pipeline.sandbox import memory
from claims.pipeline.sandbox.memory import limited_memory


def test_allocation_beyond_the_limit_fails_inside_and_not_afterwards(monkeypatch):
    monkeypatch.setattr(memory, "MAX_RESIDENT_BYTES", 0)

    with limited_memory(), pytest.raises(MemoryError):
        bytes(2 * memory.MIN_ADDED_BYTES)

    assert len(bytes(2 * memory.MIN_ADDED_BYTES)) == 2 * memory.MIN_ADDED_BYTES


def test_lower_limit_of_the_process_stays(monkeypatch):
    before = resource.getrlimit(resource.RLIMIT_AS)
    monkeypatch.setattr(memory, "MAX_RESIDENT_BYTES", 1 << 50)
    resource.setrlimit(resource.RLIMIT_AS, (1 << 40, before[1]))

    try:
        with limited_memory():
            inside = resource.getrlimit(resource.RLIMIT_AS)[0]
        after = resource.getrlimit(resource.RLIMIT_AS)[0]
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)

    assert inside == after == 1 << 40


def test_other_systems_have_no_such_limit(monkeypatch, tmp_path):
    monkeypatch.setattr(memory, "_STATM", tmp_path / "missing")

    with limited_memory():
        inside = resource.getrlimit(resource.RLIMIT_AS)

    assert inside == resource.getrlimit(resource.RLIMIT_AS)
