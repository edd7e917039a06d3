"""The options of every command that reads articles: what may be fetched from the web, who reads scans, which columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import typer

Url = Annotated[bool, typer.Option("--url", help="允许联网读网址和订阅源。")]
Follow = Annotated[bool, typer.Option("--follow", help="订阅源里每一条的链接也打开来读（同时允许联网）。")]
Intranet = Annotated[bool, typer.Option("--intranet", help="内部网络的网址也读；不给就一律不读。")]
Ocr = Annotated[
    str,
    typer.Option(
        "--ocr",
        metavar="命令",
        envvar="XIAOZHANG_OCR",
        help="扫描件和图片用这个命令识别文字，{} 处放文件，文字印在标准输出；默认不识别。",
    ),
]
MaxSize = Annotated[
    int, typer.Option("--max-size", metavar="MB", min=1, help="单个文件的上限；每行一条的 JSON 和 Parquet 不受此限。")
]
TextColumn = Annotated[
    str,
    typer.Option("--text-column", metavar="栏名", help="CSV、JSONL、Parquet 里正文的栏；这几栏不给就按常见栏名认。"),
]
TitleColumn = Annotated[str, typer.Option("--title-column", metavar="栏名", help="其中标题的栏。")]
DateColumn = Annotated[str, typer.Option("--date-column", metavar="栏名", help="其中发布日期的栏。")]
SourceColumn = Annotated[str, typer.Option("--source-column", metavar="栏名", help="其中来源的栏。")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The choices of one command line."""

    url: bool = False
    follow: bool = False
    intranet: bool = False
    ocr: str = ""
    max_size: int = 60
    text: str = ""
    title: str = ""
    published: str = ""
    source: str = ""

    def options(self) -> dict[str, Any]:
        """Keyword arguments for :func:`extractor.reading.read`."""
        from extractor.reading import Columns, Limits

        return {
            "limits": Limits(size=self.max_size * 1_000_000),
            "columns": Columns(text=self.text, title=self.title, published=self.published, source=self.source),
            "web": self.url or self.follow,
            "follow": self.follow,
            "private_web": self.intranet,
            "ocr": self.ocr,
        }

    def named(self) -> dict[str, object]:
        """The options beside ``--url`` that were given, by their names; nothing stands behind those that were not."""
        size = self.max_size if self.max_size != Sources().max_size else None
        columns = {"text": self.text, "title": self.title, "date": self.published, "source": self.source}
        return {
            "--follow": self.follow,
            "--intranet": self.intranet,
            "--max-size": size,
            **{f"--{name}-column": column for name, column in columns.items()},
        }
