"""Writing SVG: elements as text, escaped, with numbers to a hundredth."""

from html import escape
from typing import Final

WIDTH: Final = 482.0
"""Of every chart: a page's text is that many points wide, so sizes here are points on paper."""

FONTS: Final = "Inter, Helvetica, Arial, 'Droid Sans Fallback', sans-serif"
SMALL: Final = 7.5

INK: Final = "#1d2433"
MUTED: Final = "#5b6578"
GRID: Final = "#e3e7ee"
AXIS: Final = "#9aa4b5"
# Okabe & Ito (2008): told apart with every common form of colour blindness, and in grey.
BLUE: Final = "#0072b2"
ORANGE: Final = "#d55e00"
GREY: Final = "#7f8896"
SKY: Final = "#cfe3f2"
PEACH: Final = "#f8dcc8"
SERIES: Final = (BLUE, ORANGE, GREY)
DASHES: Final = ("", "4 2", "1.5 2")


def picture(height: float, parts: list[str], alt: str) -> str:
    """Return a whole SVG of the common width."""
    label = escape(alt, quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {num(WIDTH)} {num(height)}" '
        f'width="{num(WIDTH)}" height="{num(height)}" role="img" aria-label="{label}" '
        f'font-family="{FONTS}" font-size="{num(SMALL)}">{"".join(parts)}</svg>'
    )


def text(
    x: float,
    y: float,
    content: str,
    *,
    anchor: str = "start",
    fill: str = MUTED,
    weight: int = 400,
    size: float | None = None,
) -> str:
    """Return one line of text; `y` is its baseline."""
    sized = f' font-size="{num(size)}"' if size else ""
    bold = f' font-weight="{weight}"' if weight != 400 else ""  # noqa: PLR2004 - the ordinary one
    return (
        f'<text x="{num(x)}" y="{num(y)}" text-anchor="{anchor}" fill="{fill}"{sized}{bold}>'
        f"{escape(content)}</text>"
    )


def line(x1: float, y1: float, x2: float, y2: float, stroke: str = GRID, width: float = 0.5) -> str:
    """Return a straight line."""
    return (
        f'<line x1="{num(x1)}" y1="{num(y1)}" x2="{num(x2)}" y2="{num(y2)}" stroke="{stroke}" '
        f'stroke-width="{num(width)}"/>'
    )


def rect(x: float, y: float, width: float, height: float, fill: str, radius: float = 0) -> str:
    """Return a filled rectangle."""
    round_ = f' rx="{num(radius)}"' if radius else ""
    return (
        f'<rect x="{num(x)}" y="{num(y)}" width="{num(max(width, 0))}" '
        f'height="{num(max(height, 0))}" fill="{fill}"{round_}/>'
    )


def path(data: str, *, stroke: str = "none", fill: str = "none", dash: str = "") -> str:
    """Return a path."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path d="{data}" fill="{fill}" stroke="{stroke}" stroke-width="1.2" '
        f'stroke-linejoin="round"{dashed}/>'
    )


def num(value: float) -> str:
    """Write a coordinate."""
    written = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if written in {"-0", ""} else written


def wide(content: str, size: float = SMALL) -> float:
    """Return about how wide a text is, generously: Latin letters half an em, wide ones a whole."""
    return sum(1.0 if ord(each) > 0x2E80 else 0.58 for each in content) * size  # noqa: PLR2004


def cut(content: str, width: float, size: float = SMALL) -> str:
    """Return as much of a text as fits, with an ellipsis where something was left out."""
    if wide(content, size) <= width:
        return content
    kept = content
    while kept and wide(kept, size) + size > width:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"
