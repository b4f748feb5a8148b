"""What the admin's tests share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType


@pytest.fixture(autouse=True)
def quick_and_quiet(settings: Any, tmp_path: Path) -> None:
    """A hasher that takes no half second a user, and a static folder that is there: whitenoise warns of none."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STATIC_ROOT = tmp_path


@pytest.fixture
def known_types(db: None) -> None:
    """Django keeps content types once it has read them; so the count of queries does not depend on who was first."""
    ContentType.objects.get_for_models(*[kind.model_class() for kind in ContentType.objects.all()])
