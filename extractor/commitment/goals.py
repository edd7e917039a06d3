"""Targets that a sentence announces as such (主要目标是：……): they are aimed at, wherever its list goes on."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.commitment.cues import Cue
from extractor.commitment.segments import Segment
from extractor.language.outline import Outline
from extractor.rulebook.kept import compile_re

_HEAD = compile_re(
    r"(?:主要|预期|总体|具体|奋斗)[^，,。；：:]{0,8}(?:目标|指标)(?:任务)?(?:(?:是|为|包括|如下|有)[：:]?$|[^，,。；：:]{0,4}[：:])"
    r"|(?:以下|如下)[^，,。；：:]{0,6}目标(?:任务)?(?:[：:]|$)"
)


def goal_cues(outline: Outline, segments: Sequence[Segment]) -> list[tuple[int, tuple[Cue, ...]]]:
    """The cues of targets announced before: in their sentence, or in the list that follows; with numbers of segments."""
    text = outline.text
    if "目标" not in text and "指标" not in text:
        return []
    out: list[tuple[int, tuple[Cue, ...]]] = []
    reach, section, sentence_over = "", -2, False
    for n, segment in enumerate(segments):
        piece = outline.pieces[segment.piece]
        paragraph = outline.paragraphs[piece.paragraph]
        fresh = piece.index == 0 and (not n or segment.start == piece.start)
        if (reach == "sentence" and (fresh or sentence_over)) or (
            reach == "list" and fresh and (paragraph.section != section or not paragraph.marker)
        ):
            reach = ""
        m = paragraph.kind == "body" and _HEAD.search(text, segment.start, segment.end)
        if m:
            reach, section = ("sentence" if m.end() < segment.end else "list"), paragraph.section
        if reach:
            out.append((n, _goal(segment.end - segment.start)))
        sentence_over = piece.end_mark[:1] in {"。", "！", "!"}
    return out


def _goal(length: int) -> tuple[Cue, ...]:
    return (
        Cue("structure.aimed", "aim", 0.0, 0, length),
        Cue("structure.target", "commitment", 1.5, 0, length),
    )
