"""Write the OpenAPI document the page's types come from: `python -m tools.openapi FILE`."""

import json
import sys
from pathlib import Path

from functions.http.app import create_api
from functions.wiring import Services
from shared.settings import Settings


def document() -> str:
    """Return the API's OpenAPI document as stable, indented JSON."""
    return json.dumps(create_api(Services(Settings())).openapi(), indent=1, sort_keys=True) + "\n"


def main() -> None:
    """Write the document to the file named on the command line, or to standard output."""
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(document(), encoding="utf-8")
    else:
        sys.stdout.write(document())


if __name__ == "__main__":
    main()
