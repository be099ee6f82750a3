"""`python -m tools.localhost`: start Plumbline on this machine."""

import argparse
import asyncio
import logging
import os
import sys

from tools.localhost.app_settings import check_app_settings
from tools.localhost.config import HostConfig
from tools.localhost.failure import CannotStart
from tools.localhost.host import run_host


def main() -> int:
    """Run the host; 0 after a signal, 1 with one line on stderr when it cannot run."""
    parser = argparse.ArgumentParser(prog="python -m tools.localhost", description=__doc__)
    parser.add_argument(
        "--with-parent", action="store_true", help="stop when the starting process is gone"
    )
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")
    try:
        config = HostConfig.from_environment(os.environ)
        check_app_settings()
        asyncio.run(run_host(config, with_parent=arguments.with_parent))
    except CannotStart as error:
        print(f"plumbline: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
