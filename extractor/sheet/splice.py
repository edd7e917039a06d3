"""Streamed rows put into a workbook that XlsxWriter made: their sheets get them below their headings."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from extractor.sheet.stream import RowStream

_FAST = 3
"""How hard rows are packed: harder costs twice the time for a tenth of the size."""

_AFTER_LINKS = re.compile(rb"<printOptions|<pageMargins")
_RANGE = re.compile(rb'<dimension ref="([A-Z]+\d+)(?::([A-Z]+)\d+)?"/>')


def splice(made: Path, output: Path, streams: Mapping[int, RowStream]) -> None:
    """Copy the workbook ``made`` to ``output`` with the rows of each stream in the sheet of that number (from 1).

    Of such a sheet only the headings above ``stream.first`` are kept. The same rows give the same bytes: every part
    gets the first day of the format.
    """
    parts = {f"xl/worksheets/sheet{number}.xml": stream for number, stream in streams.items()}
    with (
        zipfile.ZipFile(made) as source,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=_FAST) as target,
    ):
        for name in source.namelist():
            stream = parts.get(name)
            with target.open(name, "w", force_zip64=stream is not None and stream.is_huge) as part:
                if stream is None:
                    part.write(source.read(name))
                else:
                    head, tail = _cut(source.read(name), stream)
                    part.write(head)
                    stream.copy_to(part)
                    part.write(tail)


def _cut(sheet: bytes, stream: RowStream) -> tuple[bytes, bytes]:
    """The sheet before and after its rows, its range and its links as the stream has them."""
    end = sheet.index(b"</sheetData>")
    specimen = sheet.find(f'<row r="{stream.first}"'.encode())
    head = _RANGE.sub(lambda found: _range(found, stream.next_row - 1), sheet[: end if specimen < 0 else specimen])
    tail = sheet[end:]
    if stream.links:
        place = _AFTER_LINKS.search(tail)
        assert place
        links = f"<hyperlinks>{''.join(stream.links)}</hyperlinks>".encode()
        tail = tail[: place.start()] + links + tail[place.start() :]
    return head, tail


def _range(found: re.Match[bytes], last: int) -> bytes:
    column = found[2] or re.sub(rb"\d", b"", found[1])
    return b'<dimension ref="%b:%b%d"/>' % (found[1], column, last)
