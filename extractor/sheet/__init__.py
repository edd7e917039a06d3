"""Sheets that go out and come back: the workbook, its edits, bulletin, urging slips, calendar and review page."""
