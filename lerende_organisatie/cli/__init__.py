"""Thin commands over the public functions: ``lerende-organisatie --help``.

Exit codes: 0 done, 1 a fault in the input (said on stderr, one line per fault), 2 a fault in the command itself,
3 a fault of this package, 130 stopped by the user.
"""

from __future__ import annotations

import os
import sys
import warnings
from typing import TextIO

INPUT_FAULT = 1
OUR_FAULT = 3
STOPPED = 130

TRACEBACK = "LERENDE_ORGANISATIE_TRACEBACK"
"""Set this environment variable to see the traceback of a fault of ours."""


def main() -> None:
    """Run the command line and end the process with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the command line on these arguments.

    Parameters
    ----------
    arguments : list of str
        Without the name of the program.

    Returns
    -------
    int
        The exit code.
    """
    from lerende_organisatie.cli.commands import app
    from lerende_organisatie.errors import LerendeOrganisatieError, LerendeOrganisatieWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("default", LerendeOrganisatieWarning)
        warnings.showwarning = _plain_warning
        try:
            app(args=arguments, prog_name="lerende-organisatie")
        except SystemExit as end:
            return end.code if isinstance(end.code, int) else int(end.code is not None)
        except KeyboardInterrupt:
            return _say("stopped", STOPPED)
        except BrokenPipeError:  # the reader of our output, `head` for one, has seen enough
            sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 the interpreter flushes it on exit
            return 0
        except LerendeOrganisatieError as fault:
            return _say(str(fault), INPUT_FAULT)
        except OSError as fault:
            name = f"{fault.filename}: " if fault.filename else ""
            return _say(f"{name}{fault.strerror or fault}", INPUT_FAULT)
        except MemoryError:
            return _say("there is not enough memory for this", INPUT_FAULT)
        except Exception as fault:
            if os.environ.get(TRACEBACK):
                raise
            kind = f"{type(fault).__name__}: {fault}"
            return _say(
                f"a fault in lerende_organisatie, not in your input: {kind}\nset {TRACEBACK}=1 to see where", OUR_FAULT
            )
    return 0


def _say(message: str, code: int) -> int:
    sys.stderr.write(f"lerende-organisatie: {message}\n")
    return code


def _plain_warning(
    message: Warning | str,
    category: type[Warning],  # noqa: ARG001 the signature is Python's
    filename: str,  # noqa: ARG001
    lineno: int,  # noqa: ARG001
    file: TextIO | None = None,  # noqa: ARG001
    line: str | None = None,  # noqa: ARG001
) -> None:
    """A warning as one plain line on stderr, without the place in our code."""
    sys.stderr.write(f"note: {message}\n")
