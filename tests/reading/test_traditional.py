from __future__ import annotations

import pytest

from extractor.reading.traditional import is_traditional, simplified_view

OLD = "市政府將於六月底前完成電網改造，責任單位為發展和改革委員會。各縣區應當建立機制，加強監督。"
NEW = "市政府将于六月底前完成电网改造，责任单位为发展和改革委员会。各县区应当建立机制，加强监督。"


def test_traditional_text_is_told_from_simplified():
    assert is_traditional(OLD)
    assert not is_traditional(NEW)
    assert not is_traditional("")


def test_the_view_keeps_every_offset():
    pytest.importorskip("opencc")
    view = simplified_view(f"{OLD} ABC 123 𠮷")
    assert len(view) == len(f"{OLD} ABC 123 𠮷")
    assert view.startswith("市政府将")
    at = OLD.index("電網")
    assert view[at : at + 2] == "电网"
    assert simplified_view(NEW) == NEW
