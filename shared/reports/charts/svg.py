"""Writing SVG: elements as text, escaped, with numbers to a hundredth."""

from html import escape
from typing import Final

WIDTH: Final = 482.0
"""Of every chart: a page's text is that many points wide, so sizes here are points on paper."""

FONTS: Final = (
    "Inter, Helvetica, Arial, 'Noto Sans Arabic', 'Noto Sans Hebrew', 'Noto Sans Devanagari', "
    "'Noto Sans Thai', 'Droid Sans Fallback', NanumGothic, sans-serif"
)
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
# Hundredths of the size, from the space on.
_ASCII: Final = (
    *(28, 29, 47, 63, 64, 98, 64, 30, 36, 36, 50, 66, 29, 46, 29, 36),
    *(63, 41, 61, 62, 65, 59, 62, 57, 62, 62, 29, 30, 66, 66, 66, 51),
    *(97, 69, 65, 73, 72, 60, 59, 75, 74, 27, 57, 67, 57, 90, 75, 76),
    *(64, 76, 64, 64, 65, 74, 69, 99, 68, 68, 63, 36, 36, 36, 47, 46),
    *(32, 56, 61, 57, 61, 58, 37, 61, 59, 24, 24, 55, 24, 88, 59, 60),
    *(61, 61, 38, 53, 33, 59, 56, 82, 55, 56, 55, 43, 33, 43, 66),
)
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
    """Return about how wide a text is: Inter's own widths for ASCII, generous for all else."""
    return sum(map(_share, content)) * size / 100


def _share(letter: str) -> int:
    place = ord(letter) - 32
    if 0 <= place < len(_ASCII):
        return _ASCII[place]
    return 100 if ord(letter) > 0x2E80 else 72  # noqa: PLR2004 - from there on a whole square


def cut(content: str, width: float, size: float = SMALL) -> str:
    """Return as much of a text as fits, with an ellipsis where something was left out."""
    if wide(content, size) <= width:
        return content
    kept = content
    while kept and wide(kept, size) + size > width:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"
