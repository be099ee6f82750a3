"""The application on a disk that is slow while a file says so: each commit waits that long."""

import importlib.util
import os
import sqlite3
from functools import partial
from pathlib import Path
from time import sleep
from typing import Any

_ROOT = Path(__file__).resolve().parents[3]
_SAYS = Path(os.environ["CHAOS_SLOW_FILE"])


class _SlowConnection(sqlite3.Connection):
    def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
        if sql == "COMMIT" and _SAYS.exists():
            sleep(float(_SAYS.read_text() or 0))
        return super().execute(sql, *parameters)


sqlite3.connect = partial(sqlite3.connect, factory=_SlowConnection)

_spec = importlib.util.spec_from_file_location("plumbline_app", _ROOT / "function_app.py")
assert _spec is not None
assert _spec.loader is not None
_application = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_application)
app = _application.app
