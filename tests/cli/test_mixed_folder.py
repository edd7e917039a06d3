"""A folder as a new user fills it: a saved page with a table of tasks, a Word circular, a PDF and something broken."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import date, datetime

import docx
import openpyxl
import pytest

PAGE = """<html><head><meta charset="gbk"><title>山塘县水利局文件 - 山塘县人民政府</title></head><body>
<div class="nav"><a href="/">首页</a> <a href="/gk">政务公开</a></div>
<h2>山塘县2025年供水工程任务分解表</h2><div>发布时间：2025-03-18　来源：县水利局　浏览次数：12</div>
<table border="1"><tr><th>序号</th><th>重点任务</th><th>主责单位</th><th>协办单位</th><th>办结时限</th></tr>
<tr><td>1</td><td>更换老旧管网38公里</td><td rowspan="2">县水利局</td><td>各乡镇</td><td>9月底前</td></tr>
<tr><td>2</td><td>改造小型水厂12处</td><td>县供水公司</td><td>2025.11</td></tr></table>
<p>县卫生健康局要在10月底前完成水质检测全覆盖。</p>
<div class="footer">主办：山塘县人民政府办公室　备案号：00000000</div></body></html>"""
PRINTED = "县林业局将于2025年10月底前建成苗木基地3处。"
FOUND = {
    ("更换老旧管网38公里", date(2025, 9, 30), "县水利局"),
    ("改造小型水厂12处", date(2025, 11, 30), "县水利局"),
    ("县卫生健康局要在10月底前完成水质检测全覆盖", date(2025, 10, 31), "县卫生健康局"),
    ("县公路中心6月底前完成县道养护35公里", date(2025, 6, 30), "县公路中心"),
    ("改造危桥6座", date(2025, 9, 30), "县交通运输局"),
}


def circular(file):
    document = docx.Document()
    for line in ("青交发〔2025〕17号", "关于印发《山塘县农村公路提升行动方案》的通知", "各乡镇人民政府："):
        document.add_paragraph(line)
    document.add_heading("一、重点任务", 1)
    document.add_paragraph("县公路中心6月底前完成县道养护35公里。", style="List Number")
    rows = [("项目内容", "责任部门", "时间节点"), ("改造危桥6座", "县交通运输局", "2025年9月底前")]
    table = document.add_table(2, 3)
    for r, row in enumerate(rows):
        for c, words in enumerate(row):
            table.cell(r, c).text = words
    for line in ("山塘县交通运输局", "2025年4月2日", "山塘县交通运输局办公室 2025年4月3日印发"):
        document.add_paragraph(line)
    document.save(file)


def test_every_task_with_unit_and_date(process, tmp_path):
    folder = tmp_path / "文件"
    folder.mkdir()
    (folder / "供水.html").write_bytes(PAGE.encode("gbk"))
    circular(folder / "公路.docx")
    (folder / "坏.docx").write_bytes((folder / "公路.docx").read_bytes()[:900])
    expected = set(FOUND)
    if shutil.which("soffice"):
        (tmp_path / "林业.txt").write_text(PRINTED, encoding="utf-8")
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
        subprocess.run([*command, str(tmp_path / "林业.txt")], check=True, capture_output=True, timeout=120)
        expected.add((PRINTED.rstrip("。"), date(2025, 10, 31), "县林业局"))
    done = process("extract", "文件", "-o", "台账.xlsx")
    assert done.returncode == 1
    assert "文件/坏.docx" in done.stderr
    book = openpyxl.load_workbook(tmp_path / "台账.xlsx")
    heads, *rows = book["台账"].iter_rows(values_only=True)
    at = [heads.index(name) for name in ("举措", "到期日", "责任单位")]
    found = {
        (row[at[0]], row[at[1]].date() if isinstance(row[at[1]], datetime) else row[at[1]], row[at[2]]) for row in rows
    }
    assert found == expected
    articles = [row for row in book["文章"].iter_rows(values_only=True) if row[0]]
    assert ("文件/坏.docx", "文件损坏或不完整") in {row[:2] for row in articles}
    assert {row[6] for row in articles if row[0] in {"文件/供水.html", "文件/公路.docx"}} == {"发布时间", "落款日期"}


@pytest.mark.parametrize("command", ["read", "extract"])
def test_columns_by_name(process, tmp_path, command):
    record = {
        "bt": "养护",
        "rq": "2025-04-02",
        "ly": "路政科",
        "zw": "县公路中心6月底前完成县道养护35公里。",
        "bz": "长" * 99,
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    options = ("--text-column", "zw", "--title-column", "bt", "--date-column", "rq", "--source-column", "ly")
    done = process(command, "a.jsonl", *options)
    assert done.returncode == 0, done.stderr
    shown = ("标题：养护", "来源：路政科", "2025-04-02") if command == "read" else ("2025-06-30", "县公路中心")
    assert all(words in done.stdout for words in shown)
