"""What is being done, on stderr: a spinner on a terminal once it takes over two seconds, plain lines elsewhere."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE = 2.0
"""Seconds of silence on a terminal before the spinner shows."""

Step = Callable[[str, int, int], None]
"""Told the step that begins, how many are done, and of how many."""


@contextmanager
def doing(what: str) -> Iterator[Step]:
    """Say what is being done while it is being done.

    Parameters
    ----------
    what : str
        "reading export.csv", for example.

    Yields
    ------
    callable (step, done, total)
        To be told of the steps, if there are any.
    """
    if not sys.stderr.isatty():
        sys.stderr.write(f"{what} ...\n")
        sys.stderr.flush()
        yield _plain_step
        return

    from rich.console import Console

    started = time.perf_counter()
    console = Console(stderr=True)
    spinner = console.status(what)
    shows_later = threading.Timer(PATIENCE, spinner.start)
    shows_later.daemon = True
    shows_later.start()
    try:
        yield lambda step, done, total: spinner.update(f"{what}: {step} ({done + 1} of {total})")
    finally:
        shows_later.cancel()
        shows_later.join()
        spinner.stop()
    taken = time.perf_counter() - started
    if taken > PATIENCE:
        console.print(f"{what}: {taken:.1f} s", style="dim", highlight=False)


def _plain_step(step: str, done: int, total: int) -> None:
    sys.stderr.write(f"  {done + 1} of {total}: {step}\n")
    sys.stderr.flush()
