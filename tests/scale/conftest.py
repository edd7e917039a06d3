"""One Spark session for the tests that need one: its start costs several seconds."""

from __future__ import annotations

import shutil

import pytest


@pytest.fixture(scope="session")
def spark(tmp_path_factory):
    """A real local Spark with two workers that tries a task four times."""
    if not shutil.which("java"):
        pytest.skip("java is not installed")
    pytest.importorskip("pyspark")
    from extractor.scale.spark import open_session

    session = open_session("local[2,4]")
    yield session
    session.stop()
