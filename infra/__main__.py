"""What `pulumi up` runs. Queues and containers come from the app's own code."""

import sys
from pathlib import Path

# Pulumi starts in this folder; the packages are beside it.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from infra.program import build

build()
