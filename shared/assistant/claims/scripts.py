"""Scripts that write words without spaces: in them a figure stands right behind a letter."""

from typing import Final

_UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\uff66-\uff9f"
)
"""Thai, Lao, Burmese, Khmer, Chinese, Japanese and Korean, as ranges of a character class."""
WORD: Final = rf"[^\W{_UNSPACED}]"
"""A letter or digit of the other scripts: `AAPL` and `98765` are two words in `AAPL值98765元`."""
