"""The ledger as an Excel sheet. Every cell is text or a number, so nothing that was typed can run as a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

WIDTHS: Final = (6, 12, 18, 8, 16, 14, 18, 12, 12, 12, 13, 13)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the sheet says around its rows.

    `by` names who exported it and when: it stands above the rows, in header and footer of every printed page, and in
    the file's properties.
    """

    name: str
    heading: str
    by: str
    columns: Sequence[str]


def make_workbook(sheet: Sheet, rows: Iterable[Sequence[str]]) -> bytes:
    """The bytes of an .xlsx file; the first column is each row's place, counted here and stored nowhere."""
    # Two megabytes that only an export needs.
    import xlsxwriter

    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        page = book.add_worksheet(sheet.name)
        title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
        head = book.add_format({"bold": True, "border": 1, "align": "center", "bg_color": "#E7E5DF", "text_wrap": True})
        cell = book.add_format({"border": 1, "valign": "vcenter", "text_wrap": True})
        last = len(sheet.columns) - 1
        page.merge_range(0, 0, 0, last, sheet.heading, title)
        page.merge_range(1, 0, 1, last, sheet.by, book.add_format({"align": "right"}))
        for at, name in enumerate(sheet.columns):
            page.write_string(2, at, name, head)
            page.set_column(at, at, WIDTHS[at] if at < len(WIDTHS) else 12)
        for place, row in enumerate(rows, start=1):
            page.write_number(2 + place, 0, place, cell)
            for at, value in enumerate(row, start=1):
                page.write_string(2 + place, at, value, cell)
        page.freeze_panes(3, 2)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0, 2)
        page.set_header(f"&C{_plain(sheet.by)}")
        page.set_footer(f"&L{_plain(sheet.by)}&R&P / &N")
        book.set_properties({"title": sheet.heading, "comments": sheet.by})
    return target.getvalue()


def _plain(text: str) -> str:
    """A footer reads & as a command."""
    return text.replace("&", "&&")
