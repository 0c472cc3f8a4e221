"""What to cite: the publications that results rest on, as BibTeX.

The entries stand in ``bibliography.bib`` beside this file, a BibTeX file like any other; a result names the keys of
those that it used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources import files
from typing import ClassVar

from lerende_organisatie.errors import OptionError

ENTRY = re.compile(r"^@\w+\{(\w+),\n.*?^\}\n", re.MULTILINE | re.DOTALL)


def entries() -> dict[str, str]:
    """Every entry of the bibliography.

    Returns
    -------
    dict of key to str
        BibTeX.
    """
    text = files("lerende_organisatie").joinpath("bibliography.bib").read_text(encoding="utf-8")
    return {found[1]: found[0] for found in ENTRY.finditer(text)}


def bibtex(keys: Iterable[str]) -> str:
    """The named publications, and this package before them, as BibTeX.

    Parameters
    ----------
    keys : iterable of str
        Of the bibliography; a key that comes twice is given once.

    Returns
    -------
    str

    Raises
    ------
    OptionError
        A key is not in the bibliography.
    """
    from lerende_organisatie import __version__

    known, wanted = entries(), tuple(dict.fromkeys(keys))
    if absent := [key for key in wanted if key not in known]:
        raise OptionError(f"not in the bibliography: {', '.join(absent)}")
    package = (
        "@misc{lerende_organisatie,\n"
        "  author = {{lerende\\_organisatie developers}},\n"
        "  title = {lerende\\_organisatie: measuring the school as a learning organisation and validating the "
        "measurement},\n"
        f"  note = {{Version {__version__}}},\n"
        "}\n"
    )
    return "\n".join([package, *(known[key] for key in wanted)])


class Cited:
    """A result that says what to cite for it.

    A class names the keys of its publications in ``CITES``; one whose publications depend on what was asked for
    gives them from ``_cites`` instead.
    """

    __slots__ = ()

    CITES: ClassVar[tuple[str, ...]] = ()

    def _cites(self) -> tuple[str, ...]:
        """Keys of the publications that this result rests on."""
        return self.CITES

    def references(self) -> str:
        """The publications that this result rests on, and this package, as BibTeX.

        Returns
        -------
        str
            This package first; :mod:`~lerende_organisatie.bibliography` holds the entries.
        """
        return bibtex(self._cites())
