"""Benchmarks. Like the product, they leave BLAS one thread: more spin on each other's cores."""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # noqa: TID251 - before anything below loads numpy
