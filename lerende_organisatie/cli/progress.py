"""What is being done, on stderr: a spinner on a terminal once it takes over two seconds, plain lines elsewhere."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 2.0
"""Seconds of silence on a terminal before the spinner shows."""


@contextmanager
def doing(what: str) -> Iterator[None]:
    """Say what is being done while it is being done.

    Parameters
    ----------
    what : str
        "reading export.csv", for example.
    """
    started = time.perf_counter()
    if not sys.stderr.isatty():
        sys.stderr.write(f"{what} ...\n")
        sys.stderr.flush()
        yield
        return

    from rich.console import Console

    console = Console(stderr=True)
    spinner = console.status(what)
    shows_later = threading.Timer(PATIENCE, spinner.start)
    shows_later.daemon = True
    shows_later.start()
    try:
        yield
    finally:
        shows_later.cancel()
        shows_later.join()
        spinner.stop()
    taken = time.perf_counter() - started
    if taken > PATIENCE:
        console.print(f"{what}: {taken:.1f} s", style="dim", highlight=False)
