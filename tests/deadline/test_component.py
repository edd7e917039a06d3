from __future__ import annotations

from datetime import date

import pytest

spacy = pytest.importorskip("spacy")


def test_component_writes_spans_and_values():
    import extractor.deadline.component

    assert extractor.deadline.component.NAME == "xiaozhang_deadlines"
    nlp = spacy.blank("zh")
    nlp.add_pipe("xiaozhang_deadlines")
    doc = nlp.make_doc("6月底前完成改造。")
    doc._.published = date(2022, 3, 15)
    doc = nlp.get_pipe("xiaozhang_deadlines")(doc)
    assert [span.text for span in doc.spans["deadlines"]] == ["6月底前"]
    assert [str(d.due) for d in doc.user_data["deadlines"]] == ["2022-06-30"]
    assert [span.label_ for span in doc.spans["deadlines"]] == ["due"]
