"""Whether a text only argues: a commentary (时评, 评论员文章), in which what must be done is nobody's promise."""

from __future__ import annotations

from extractor.commitment.cues import Cue
from extractor.commitment.modes import reports
from extractor.rulebook.kept import compile_re

_TITLE = compile_re(
    r"(?:时评|网评|社评|特评|锐评|快评|短评|评论|社论|评论员文章|杂谈|漫谈|之我见|有感|随笔)(?:[：:|丨｜]|$)"
    r"|^从[“”]?[^，,]{2,20}[“”]?看|^(?:莫让|别让|岂能|怎能|且慢|不妨|谨防|警惕|何以|该如何|为何)|(?:点赞|叫好|鼓掌|泼冷水|更要|才能[^，,]{2,8})$"
)
_ARGUES = compile_re(
    r"笔者(?:以为|认为)|在笔者看来|我们不禁|试想|殊不知|诚然|窃以为|何尝|岂不|不可否认|毋庸讳言|由是观之|须明白|说白了"
    r"|耐人寻味|发人深省|引人深思|令人深思|事实证明|无小事|由此可见|究其原因|归根到底|说到底|一言以蔽之|诚如|不得不说|更令人|试问|可谓"
)
_SIGNED = compile_re(r"(?m)(?:^|[（(]|\s)[^，,。\n]{0,14}评论员[ 　：:]*[\u4e00-\u9fff·]{2,4}[ 　]*[）)]?$")
_ENOUGH = 2
"""Different turns of argument that tell a commentary, where nothing in a text reports."""


def is_opinion(title: str, text: str) -> bool:
    """Whether a text is a commentary by its title, or by how it argues where it does not report."""
    if _TITLE.search(title.strip("《》 ")) or ("评论员" in text and _SIGNED.search(text)):
        return True
    return len(set(_ARGUES.findall(text))) >= _ENOUGH and not reports(text)


def argues(length: int) -> Cue:
    """The cue of every piece of a commentary."""
    return Cue("structure.opinion", "none", 9.0, 0, length)
