"""One article in every form, made with the real libraries and LibreOffice."""

from __future__ import annotations

import io
import subprocess
from datetime import date
from pathlib import Path

PUBLISHED = date(2024, 4, 8)
TITLE = "云川市2024年城市更新重点工作方案"
PARAGRAPHS = [
    "云川市住房和城乡建设局2024年4月8日印发本方案。",
    "一、主要目标",
    "到2025年底，全市改造老旧小区120个，惠及居民3.5万户。",
    "（一）今年6月底前，市住房城乡建设局完成摸底调查，建立项目库。",
    "（二）市水务局要在年底前更新供水管网45公里，漏损率控制在8%以内。",
    "二、任务分解",
]
ROWS = [
    ["序号", "任务内容", "牵头单位", "配合单位", "完成时限"],
    ["1", "改造老旧小区60个，加装电梯35部", "市住房城乡建设局", "市财政局", "2024年9月底前"],
    ["2", "新建口袋公园12个", "市城市管理局", "市自然资源局", "2024年11月底前"],
    ["3", "新增公共停车泊位2000个", "市城市管理局", "市交通运输局", "2024年12月底前"],
]
CLOSING = "本方案由市住房城乡建设局负责解释。"
MERGED = (2, 3, 2)
"""The unit of rows 2 and 3 (column 2) stands in one merged cell."""


def rows_as_written() -> list[list[str]]:
    """The rows with the merged cell written once."""
    _, second, column = MERGED
    return [[("" if (r, c) == (second, column) else cell) for c, cell in enumerate(row)] for r, row in enumerate(ROWS)]


def text() -> str:
    """The article as plain text."""
    lines = [" | ".join(row).rstrip(" |") for row in rows_as_written()]
    return "\n\n".join([TITLE, *PARAGRAPHS, "\n".join(lines), CLOSING])


def html(charset: str = "utf-8") -> bytes:
    first, second, column = MERGED
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td{' rowspan=2' if (r, c) == (first, column) else ''}>{cell}</td>"
            for c, cell in enumerate(row)
            if (r, c) != (second, column)
        )
        + "</tr>\n"
        for r, row in enumerate(ROWS)
    )
    body = "".join(f"<p>　　{line}</p>\n" for line in PARAGRAPHS)
    page = f"""<!DOCTYPE html><html><head><meta charset="{charset}"><title>{TITLE}_云川市人民政府</title>
<meta name="PubDate" content="2024-04-08 10:00"><meta name="ContentSource" content="市住房城乡建设局"><script>var a = "<p>不要</p>";</script></head>
<body><div class="header"><ul class="nav"><li><a href="/">首页</a></li><li><a href="/gk">政务公开</a></li></ul></div>
<div class="location">当前位置：<a href="/">首页</a> &gt; <a href="/gk">政务公开</a></div>
<div class="main"><div class="article"><h1>{TITLE}</h1><div class="content">{body}<table border="1">{rows}</table><p>{CLOSING}</p></div></div>
<div class="share">分享到：微信 微博</div></div>
<div class="footer">主办：云川市人民政府办公室　网站标识码：0000000000　备案号：云ICP备00000000号</div></body></html>"""
    return page.encode(charset)


def docx() -> bytes:
    import docx as word
    from docx.shared import Pt

    document = word.Document()
    document.add_heading(TITLE, 0)
    for line in PARAGRAPHS:
        document.add_paragraph(line).paragraph_format.first_line_indent = Pt(22)
    table = document.add_table(rows=len(ROWS), cols=len(ROWS[0]))
    table.style = "Table Grid"
    for r, row in enumerate(rows_as_written()):
        for c, cell in enumerate(row):
            table.cell(r, c).text = cell
    first, second, column = MERGED
    merged = table.cell(first, column).merge(table.cell(second, column))
    merged.text = ROWS[first][column]
    document.add_paragraph(CLOSING).paragraph_format.first_line_indent = Pt(22)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def xlsx() -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    for line in [TITLE, *PARAGRAPHS]:
        sheet.append([line])
    for row in rows_as_written():
        sheet.append(row)
    top = 1 + len(PARAGRAPHS) + 1
    first, second, column = MERGED
    sheet.merge_cells(start_row=top + first, end_row=top + second, start_column=column + 1, end_column=column + 1)
    sheet.append([CLOSING])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def convert(file: Path, kind: str) -> Path:
    """The file as another kind, by LibreOffice."""
    profile = f"-env:UserInstallation={(file.parent / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--norestore",
        "--convert-to",
        kind,
        "--outdir",
        str(file.parent),
        str(file),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return file.with_suffix(f".{kind.partition(':')[0]}")
