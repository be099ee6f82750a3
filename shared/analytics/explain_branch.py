"""Explains the two sides of a what-if: each is a book, and its figures are those of any book."""

from dataclasses import replace
from decimal import localcontext

from shared.analytics.explain import Explainer, explain
from shared.analytics.explain_parts import explain_part
from shared.analytics.explanation import Node
from shared.analytics.figure_names import Metric, PartFigure, Question
from shared.analytics.plan_questions import Branch, BranchFigure
from shared.analytics.what_if import WhatIf
from shared.kernel.errors import InvalidInput
from shared.portfolios.arithmetic import EXACT
from shared.portfolios.ports import Book


def explain_branch(
    book: Book, found: WhatIf, figure: BranchFigure, branch: Branch, of: Question
) -> Node:
    """Return the tree of a figure of one side; of the trades together, their `realised_gain`.

    Raises: InvalidInput where there is no such figure.
    """
    entries = (*book.transactions, *found.entries)
    after = replace(book, result=found.result, transactions=entries, later=None)
    if figure == "realised_gain":
        return _Traded(after, None, of.most).realised({entry.id for entry in found.entries})
    side, valued = (book, found.before) if branch == "before" else (after, found.after)
    chosen: Metric | PartFigure = "cash" if figure == "cash_amount" else figure
    if chosen in {"quantity", "weight", "cash"}:
        tree = explain_part(side, valued, chosen, of)
        return tree.children[0] if figure == "cash_amount" else tree
    tree = explain(side, chosen, of.symbol, of.most)  # pyright: ignore[reportArgumentType]
    if of.symbol is not None and of.symbol not in side.result.positions:
        raise InvalidInput(f"{of.symbol} is not held {branch} the trades", "no_such_figure")
    return tree


class _Traded(Explainer):
    def realised(self, ids: set[str]) -> Node:
        with localcontext(EXACT):
            lots = [lot for lot in self._book.result.realised if lot.closed_by in ids]
            return self._largest("Realised gain", lots, lambda lot: lot.gain, self._realised_lot)
