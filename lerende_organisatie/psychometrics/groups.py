"""The labels of groups that are to be compared."""

from __future__ import annotations

from collections.abc import Iterable


def near_duplicates(labels: Iterable[object]) -> list[str]:
    """A fault for each set of labels that differ only in case or in spaces around them.

    Parameters
    ----------
    labels : iterable
        Each as it occurs in the column; none missing.

    Returns
    -------
    list of str
        One sentence per set; empty where there is none.
    """
    alike: dict[str, list[str]] = {}
    for label in dict.fromkeys(str(one) for one in labels):
        alike.setdefault(label.strip().casefold(), []).append(label)
    return [
        f"the groups {', '.join(map(repr, same))} differ only in case or spaces; write them alike"
        for same in alike.values()
        if len(same) > 1
    ]
