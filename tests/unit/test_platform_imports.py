"""What the platform imports before anything is asked of it."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONSTRUCT_ALL = """
import sys
from pathlib import Path
from shared.kernel.clock import SystemClock
from shared.platform.azure_blobs import AzureBlobStore
from shared.platform.azure_queues import AzureQueueSender
from shared.platform.cosmos import CosmosDocumentStore
from shared.platform.idempotency import IdempotencyStore
from shared.platform.leases import Leases
from shared.platform.sqlite import SqliteDocumentStore
import shared.platform.credentials

clock = SystemClock()
documents = SqliteDocumentStore(Path("never-made.db"), clock)
CosmosDocumentStore("https://absent.example/", "plumbline", clock, key="a2V5")
AzureBlobStore(connection_string="nonsense")
AzureQueueSender(account="absent")
IdempotencyStore(documents, clock)
Leases(documents, clock)
loaded = {name.split(".")[0] for name in sys.modules}
print(" ".join(sorted(loaded & {"azure", "aiohttp", "numpy"})))
print(Path("never-made.db").exists())
"""


def test_making_every_adapter_imports_no_sdk_and_touches_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CONSTRUCT_ALL],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=240,
    )
    assert done.stdout.splitlines() == ["", "False"]
