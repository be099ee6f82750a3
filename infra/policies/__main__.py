"""What `pulumi preview --policy-pack infra/policies` loads."""

import sys
from pathlib import Path

# Pulumi starts in this folder; the packages are two above it.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from infra.policies.pack import make_pack

make_pack()
