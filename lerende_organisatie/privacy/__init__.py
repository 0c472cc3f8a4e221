"""Nobody recognisable: the smallest group shown, cells that cannot be worked out, and safe spreadsheet cells.

The rule is the same for counts of people in a group, of answers in a category and of missing answers. A count from 1
to ``minimum - 1`` is *small* and is never published. Because totals are published, hiding a small count alone would
let a reader work it out by subtraction; so small cells are published only *together* with others, as one block whose
sum is at least the minimum, and nothing says how the block divides. Zero is not small: nobody is recognised by it.

Means, standard deviations and shares computed from the same counts are further equations about the hidden ones. For a
row with a hidden cell they are therefore rounded until more than one division of the block agrees with everything that
is published (:func:`decimals_that_hide`), also for a reader who knows this rule.
"""

from __future__ import annotations

from lerende_organisatie.privacy.answers import (
    answer_blocks,
    decimals_that_hide,
)
from lerende_organisatie.privacy.counts import (
    MINIMUM_GROUP_SIZE,
    GroupCounts,
    check_minimum,
    group_counts,
    is_small,
    part_of,
    share_decimals,
    suppress,
    suppress_means,
)
from lerende_organisatie.privacy.figures import figures_that_hide
from lerende_organisatie.privacy.texts import (
    FORMULA_STARTS,
    safe_cell,
    withhold_counts,
)

__all__ = [
    "FORMULA_STARTS",
    "GroupCounts",
    "MINIMUM_GROUP_SIZE",
    "answer_blocks",
    "check_minimum",
    "decimals_that_hide",
    "figures_that_hide",
    "group_counts",
    "is_small",
    "part_of",
    "safe_cell",
    "share_decimals",
    "suppress",
    "suppress_means",
    "withhold_counts",
]
