"""The calculator as a tool."""

from typing import Annotated

from pydantic import Field

from shared.assistant.calculator import calculate
from shared.assistant.model import Caller, Json
from shared.assistant.tools.json_values import to_json
from shared.assistant.tools.tool import tool


class CalculationTools:
    """Arithmetic that is right."""

    @tool("Calculator")
    async def calculator(
        self,
        caller: Caller,
        expression: Annotated[
            str,
            Field(min_length=1, max_length=1_000, description="Such as (1350.50 - 1200) / 1200"),
        ],
    ) -> Json:
        """Compute an expression exactly: + - * / ^ %, brackets, and functions.

        sum avg median min max abs sqrt round(x, places) cagr(first, last, years) change(first,
        last). A share comes out as a fraction: 0.12 is 12 %.
        """
        found = calculate(expression)
        return {"expression": found.expression, "result": to_json(found.value)}
