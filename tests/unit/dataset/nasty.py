"""Texts that workbooks, spreadsheets and readers are known to change."""

FORMULAS = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.org","x")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "{=1}",
    "＝1",
)
LINKS = ("http://example.org", "mailto:a@example.org", "internal:A1", "external:c:\\a.xlsx")
CHARACTERS = (
    "\x00",
    "a\x01\x08\x0b\x1f",
    "\r",
    "a\r\nb\rc\n",
    "_x0041_",
    "_x000D_ _x0000_",
    "&amp; & < > \" '",
    "]]>",
    "  two at each end  ",
    " ",
    "\u00a0",
    "\u2028\u2029",
    "\ufeff",
    "\u200f\u202e",
    "\U0001f600 \U0010ffff",
    "ә ғ қ ң ө ұ ү һ і ў ҳ ӣ ӯ ҷ Ә",
    "e\u0301 \u00e9",
    "\ufdd0",
)
WORDS = ("#N/A", "TRUE", "1e5", "0012", "1/2", "2026-04-01", "NaN", "-", "'quoted", "9" * 20)
ALL = FORMULAS + LINKS + CHARACTERS + WORDS
