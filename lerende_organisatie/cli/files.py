"""Writing so that nothing is left half written and nothing of somebody else is overwritten."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from lerende_organisatie.errors import OptionError

OURS = re.compile(
    r"synthetic_survey\.csv|report(\.[a-z]{2,3})?\.(html|docx)|report\.json|tables/[^/]+\.csv"
    r"|overview\.html|schools/[^/]+\.html|schools/summary\.csv"
)
"""What the commands write in an output folder; anything else there belongs to somebody else."""

UNFINISHED = ".writing-"
"""How the names of temporary folders begin."""


def foreign_files(folder: Path) -> list[str]:
    """Files in a folder that no command of ours writes, as paths within it.

    Parameters
    ----------
    folder : Path
    """
    files = [path for path in sorted(folder.rglob("*")) if not path.is_dir() and not _unfinished(path, folder)]
    names = (path.relative_to(folder).as_posix() for path in files)
    return [name for name in names if not OURS.fullmatch(name)]


def _unfinished(path: Path, folder: Path) -> bool:
    """Whether this lies in a temporary folder of ours, of this run or of one that was cut off."""
    return path.relative_to(folder).parts[0].startswith(UNFINISHED)


def check_folder(folder: Path) -> None:
    """Refuse an output folder that holds anything but what our commands write.

    Parameters
    ----------
    folder : Path
        Need not exist.

    Raises
    ------
    OptionError
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise OptionError(f"{folder} is a file; give a folder with --output")
    foreign = foreign_files(folder)
    if foreign:
        some = ", ".join(foreign[:3]) + (f" and {len(foreign) - 3} more" if len(foreign) > 3 else "")
        raise OptionError(
            f"{folder} holds files that were not written here ({some}); give a new or empty folder with --output"
        )


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """A temporary folder whose files take their place in ``folder`` only once all are written.

    What an earlier run left there and this one did not write again is removed.

    Parameters
    ----------
    folder : Path
        Passes :func:`check_folder`.
    """
    check_folder(folder)
    is_new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=folder) as temporary:
            made = Path(temporary)
            yield made
            new = [path.relative_to(made) for path in sorted(made.rglob("*")) if path.is_file()]
            earlier = [path for path in folder.rglob("*") if path.is_file() and not _unfinished(path, folder)]
            for name in new:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                os.replace(made / name, folder / name)
            for path in earlier:
                if path.relative_to(folder) not in new:
                    path.unlink()
    finally:
        if is_new and not any(folder.iterdir()):
            folder.rmdir()


def write_whole(path: Path, write: Callable[[Path], object], overwrite: bool) -> None:
    """Write a file in full or not at all.

    Parameters
    ----------
    path : Path
    write : callable
        Writes to the path that it is given, whose suffix is that of ``path``.
    overwrite : bool
        Whether a file that is there already may be replaced.

    Raises
    ------
    OptionError
        The file is there already and may not be replaced.
    """
    if path.is_dir():
        raise OptionError(f"{path} is a folder; give a file with --output")
    if path.exists() and not overwrite:
        raise OptionError(f"{path} is there already; give another name with --output, or add --overwrite")
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=path.resolve().parent) as temporary:
        made = Path(temporary) / path.name
        write(made)
        if path.exists():
            shutil.copymode(path, made)
        os.replace(made, path)
