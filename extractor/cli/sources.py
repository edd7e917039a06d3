"""The options of every command that reads articles: what may be fetched from the web, and who reads scans."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The choices of one command line."""

    url: bool = False
    follow: bool = False
    intranet: bool = False
    ocr: str = ""

    def options(self) -> dict[str, Any]:
        """Keyword arguments for :func:`extractor.reading.read`."""
        return {
            "web": self.url or self.follow,
            "follow": self.follow,
            "private_web": self.intranet,
            "ocr": self.ocr,
        }
