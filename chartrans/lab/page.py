"""Results as one page of HTML that needs no other file."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from chartrans.lab.result import Result, Table
from chartrans.lab.text_plot import text_plot

STYLE = """
body { max-width: 52rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif;
       color: #222; background: #fff; }
h2 { margin-top: 3rem; border-bottom: 1px solid #ccc; }
h2 code { font-size: 1em; }
img { max-width: 100%; height: auto; }
table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; }
th, td { padding: .15rem .9rem .15rem 0; text-align: left; border-bottom: 1px solid #e5e5e5; }
pre { overflow-x: auto; line-height: 1.1; }
.missed { border-left: .3rem solid #d55e00; padding-left: .7rem; }
"""


@dataclass(frozen=True)
class Entry:
    """An experiment on the page; `pictures` are PNG by the figure's name, which may be missing."""

    name: str
    line: str
    result: Result
    pictures: Mapping[str, bytes] = field(default_factory=dict)


def cell(value: str | int | float) -> str:
    """What is written in a table: texts as they are, numbers with at most four digits."""
    if isinstance(value, str):
        return value
    return f"{value:,}" if isinstance(value, int) else f"{value:.4g}"


def page(entries: Sequence[Entry]) -> str:
    """The whole page."""
    links = "".join(
        f'<li><a href="#{escape(one.name)}">{escape(one.name)}</a>: {escape(one.line)}</li>\n'
        for one in entries
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n<title>chartrans lab</title>\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n<h1>chartrans lab</h1>\n<ul>\n{links}</ul>\n"
        f"{''.join(_section(one) for one in entries)}</body>\n</html>\n"
    )


def _section(entry: Entry) -> str:
    result = entry.result
    words = "".join(
        f"<p><strong>{name}.</strong> {escape(text)}</p>\n"
        for name, text in (("Expected", result.expected), ("Seen", result.seen))
    )
    kind = "" if result.met else ' class="missed"'
    figures = "".join(_figure(entry, k) for k in range(len(result.figures)))
    return (
        f'<h2 id="{escape(entry.name)}"><code>{escape(entry.name)}</code>: {escape(entry.line)}'
        f"</h2>\n{words}<p{kind}>{escape(result.verdict)}</p>\n"
        f"<p>Source: {escape(result.source)}.</p>\n{figures}"
        f"{''.join(_table(table) for table in result.tables)}"
    )


def _figure(entry: Entry, number: int) -> str:
    figure = entry.result.figures[number]
    picture = entry.pictures.get(figure.name)
    if picture is None:
        return f"<pre>{escape(text_plot(figure))}</pre>\n"
    data = base64.b64encode(picture).decode("ascii")
    return f'<p><img alt="{escape(figure.title)}" src="data:image/png;base64,{data}"></p>\n'


def _table(table: Table) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in table.columns)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(cell(value))}</td>" for value in row) + "</tr>\n"
        for row in table.rows
    )
    return f"<table>\n<caption>{escape(table.title)}</caption>\n<tr>{head}</tr>\n{rows}</table>\n"
