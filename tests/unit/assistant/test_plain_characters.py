"""What a person sees as a figure is one to the check; what nobody sees is gone."""

import pytest

from shared.assistant.plain_characters import plain


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("€９８，７６５．４３", "€98,765.43"),
        ("９９％", "99%"),
        ("٩٨٫٥", "98.5"),
        ("𝟗𝟖", "98"),
        ("⁹⁹ percent", "99 percent"),
        ("⑨⑨ percent", "99 percent"),
        ("㊿ percent", "50 percent"),
        ("🔟 percent", "10 percent"),
        ("ⅩⅬ percent", "XL percent"),
        ("½ of it", "1/2 of it"),
        ("9\u200b8\u00ad7", "987"),
        ("&#57;&#x38;765", "98765"),
        ("\u202e56789\u202c", "56789"),
        ("a\x1b[31mb\x07", "a[31mb"),
    ],
)
def test_figures_in_disguise_are_read_as_they_look(written: str, read: str) -> None:
    assert plain(written) == read


@pytest.mark.parametrize(
    "text",
    [
        "é ü € – −5 “x” …",
        "R² is high, 10² is 100",
        "👨\u200d👩\u200d👧",
        "中文 图",
        "3½ years",
        "S&P 500",
    ],
)
def test_ordinary_writing_stays_as_it_is(text: str) -> None:
    assert plain(text) == text
