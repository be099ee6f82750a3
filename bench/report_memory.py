"""A process that only sets reports: ten at once, from ten threads; prints its peak in MiB.

python -m bench.report_memory documents.pickle
"""

import pickle
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from shared.reports.document import Document
from shared.reports.rendering.typesetting import TypstTypesetter


def main() -> None:
    """Set the documents of a file that `bench.reports` has just written."""
    documents: list[Document] = pickle.loads(Path(sys.argv[1]).read_bytes())  # noqa: S301 - ours
    typesetter = TypstTypesetter()
    with ThreadPoolExecutor(len(documents)) as pool:
        made = list(pool.map(lambda each: typesetter.pdf(each, b"{}"), documents))
    if not all(data.startswith(b"%PDF-") for data in made):
        raise SystemExit("a report is no PDF")
    # Not getrusage: its peak is inherited from the process that started this one.
    status = Path("/proc/self/status").read_text().splitlines()
    print(next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM")))


if __name__ == "__main__":
    main()
