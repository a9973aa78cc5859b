"""Cells stay text."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from admin.leads.ledger_sheet import Sheet, make_workbook

SHEET = Sheet("台账", "线索台账", "导出人 王&试", ("序号", "编号"))


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "http://example.com", "0012"])
def test_a_cell_that_looks_like_a_formula_stays_text(typed: str) -> None:
    book = load_workbook(BytesIO(make_workbook(SHEET, [(typed,)])))
    cell = book["台账"]["B4"]
    assert (cell.value, cell.data_type) == (typed, "s")
    assert cell.hyperlink is None


def test_the_first_column_counts_rows() -> None:
    book = load_workbook(BytesIO(make_workbook(SHEET, [("a",), ("b",)])))
    assert [row[0].value for row in book["台账"].iter_rows(min_row=4)] == [1, 2]


def test_the_footer_keeps_an_ampersand() -> None:
    book = load_workbook(BytesIO(make_workbook(SHEET, [])))
    assert book["台账"].oddFooter.left.text == "导出人 王&&试"
