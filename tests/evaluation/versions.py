"""The prompt's versions side by side: what they cost, what a live model does with them.

Without a model only their cost can be told; `make eval LIVE=1` puts the same generated questions
to the model the environment configures (`OPENAI_API_KEY`, `OPENAI_BASE_URL`, …), once a version.
"""

import tempfile
from datetime import date
from pathlib import Path

from functions.model_wiring import build_catalog
from shared.assistant import prompts
from shared.assistant.agent import Candidate, ModelAnalyst
from shared.assistant.budget import Limits
from shared.assistant.claims.verifier import FigureChecker
from shared.assistant.model import Caller, Usage
from shared.settings import load_settings
from tests.evaluation.grading import ask
from tests.evaluation.questions import questions
from tests.evaluation.world import make_case, services

QUESTIONS = 30


async def compared(*, is_live: bool) -> str:
    """Return a table of the versions."""
    caller = Caller("u", frozenset({"read"}), None, date(2024, 1, 2))
    lines = ["prompt       characters  figures right  cited  tokens"]
    for version in prompts.VERSIONS:
        size = len(prompts.instructions(caller, version=version))
        mark = "*" if version == prompts.CURRENT else " "
        measured = (
            await _live(version) if is_live else "-              -      -  (no live model asked)"
        )
        lines.append(f"{version}{mark}   {size:<10}  {measured}")
    return "\n".join(lines)


async def _live(version: str) -> str:
    """Put questions to the configured model under one version of the prompt."""
    used = [0]

    async def charge(usage: Usage) -> None:
        used[0] += usage.input_tokens + usage.output_tokens

    catalog = build_catalog(load_settings())
    info = next((one for one in catalog.list_all() if one.id != "offline"), None)
    if info is None:
        return "no model is configured"
    analyst = ModelAnalyst(
        [Candidate(catalog.client(info))], Limits(), FigureChecker(), charge, version
    )
    with tempfile.TemporaryDirectory() as folder:
        made = services(Path(folder))
        cases = [await make_case(made, seed) for seed in range(2)]
        graded = [
            await ask(one, analyst, made.toolbox) for one in list(questions(cases))[:QUESTIONS]
        ]
        await made.documents.close()
    await catalog.close()
    right = sum(one.is_right for one in graded)
    figures = sum(len(one.claims) for one in graded)
    without = sum(len(one.unsupported) for one in graded)
    return f"{right}/{len(graded):<12} {1 - without / max(figures, 1):.1%}  {used[0]}"
