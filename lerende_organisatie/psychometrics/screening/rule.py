"""The flag rule of a screening: thresholds, and which of them suffice, stated before the answers are looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from lerende_organisatie.errors import OptionError

Index = Literal[
    "longstring", "irv", "even_odd", "synonyms", "antonyms", "mahalanobis_p", "seconds_per_item", "share_missing"
]
INDICES: tuple[Index, ...] = get_args(Index)
"""The figures per respondent that a rule can flag, in the order of the table."""

SOURCES: dict[Index, str] = {
    "longstring": "half the questionnaire or more in one run (Curran, 2016), and never fewer than longstring_fewest",
    "irv": "no cut-off is published that is not a percentile of the sample (Dunn et al., 2018); off unless given",
    "even_odd": "below .30 (Jackson, 1976, in Johnson, 2005)",
    "synonyms": "no cut-off is published that is not a percentile of the sample; off unless given",
    "antonyms": "no cut-off is published that is not a percentile of the sample; off unless given",
    "mahalanobis_p": "p below .001 (Tabachnick & Fidell, 2013)",
    "seconds_per_item": "faster than two seconds an item (Huang et al., 2012)",
    "share_missing": "more than half of the answers: a convention of this package",
}
"""Where each default comes from."""


@dataclass(frozen=True, slots=True)
class ScreeningRule:
    """When a respondent is flagged: by one sufficient index, or by several others together.

    Write it down, in a preregistration or in the script, before looking at the answers. A threshold of None leaves the
    index in the table and flags nobody by it.

    Attributes
    ----------
    longstring_share : float or None
        Flags a run of identical answers at least this share of the items long (.5; Curran, 2016).
    longstring_fewest : int
        A run shorter than this flags nobody: in a short scale keyed in one direction a consistent respondent gives
        identical answers (10; a convention of this package).
    irv_below : float or None
        Flags a standard deviation of a respondent's answers below this (off).
    even_odd_below : float or None
        Flags even-odd consistency below this (.30; Jackson, 1976, in Johnson, 2005).
    synonyms_up_to, antonyms_from : float or None
        Flag a within-person correlation over synonym pairs of at most the one, over antonym pairs of at least the other
        (off: with a handful of pairs careful respondents fall on the wrong side of zero too).
    mahalanobis_p_below : float or None
        Flags a squared Mahalanobis distance with a p-value below this (.001; Tabachnick & Fidell, 2013).
    seconds_per_item_below : float or None
        Flags faster answering (2; Huang et al., 2012).
    share_missing_above : float or None
        Flags more unanswered items than this share (.5; a convention of this package).
    sufficient : tuple of str
        Indices that flag a respondent by themselves.
    needed : int
        How many flags of any kind flag a respondent otherwise (2): each single index flags some careful respondents too
        (Meade & Craig, 2012, advise several).
    synonym_r : float
        Items are synonyms when they correlate at least this much, antonyms at most minus this (.60; Meade & Craig,
        2012).
    fewest_pairs : int
        A within-person correlation needs this many pairs (5; a convention of this package).
    fewest_scales : int
        Even-odd consistency is a correlation over scales and needs this many (3; with two it is always 1 or -1).

    References
    ----------
    Curran, P. G. (2016). Journal of Experimental Social Psychology, 66, 4-19. Dunn, A. M., Heggestad, E. D., Shanock,
    L. R., & Theilgard, N. (2018). Journal of Business and Psychology, 33, 105-121. Huang, J. L., Curran, P. G., Keeney,
    J., Poposki, E. M., & DeShon, R. P. (2012). Journal of Business and Psychology, 27, 99-114. Johnson, J. A. (2005).
    Journal of Research in Personality, 39, 103-129. Meade, A. W., & Craig, S. B. (2012). Psychological Methods, 17,
    437-455. Tabachnick, B. G., & Fidell, L. S. (2013). Using multivariate statistics (6th ed.), ch. 4.
    """

    longstring_share: float | None = 0.5
    longstring_fewest: int = 10
    irv_below: float | None = None
    even_odd_below: float | None = 0.30
    synonyms_up_to: float | None = None
    antonyms_from: float | None = None
    mahalanobis_p_below: float | None = 0.001
    seconds_per_item_below: float | None = 2.0
    share_missing_above: float | None = 0.5
    sufficient: tuple[Index, ...] = ("longstring", "seconds_per_item", "share_missing")
    needed: int = 2
    synonym_r: float = 0.60
    fewest_pairs: int = 5
    fewest_scales: int = 3

    def __post_init__(self) -> None:
        """Refuse a rule that cannot be meant.

        Raises
        ------
        OptionError
            A share or a probability outside 0 to 1, an unknown index, fewer than three pairs or scales.
        """
        faults = [
            f"{name} must lie between 0 and 1, not {value!r}"
            for name, value in (
                ("longstring_share", self.longstring_share),
                ("mahalanobis_p_below", self.mahalanobis_p_below),
                ("share_missing_above", self.share_missing_above),
                ("synonym_r", self.synonym_r),
            )
            if value is not None and not 0 < value <= 1
        ]
        faults += [f"sufficient names no index {name!r}" for name in self.sufficient if name not in INDICES]
        faults += [
            f"{name} must be {least} or more, not {value!r}"
            for name, value, least in (
                ("needed", self.needed, 1),
                ("longstring_fewest", self.longstring_fewest, 2),
                ("fewest_pairs", self.fewest_pairs, 3),
                ("fewest_scales", self.fewest_scales, 3),
            )
            if value < least
        ]
        if faults:
            raise OptionError("; ".join(faults) + (f" (indices: {', '.join(INDICES)})" if self.sufficient else ""))

    def threshold(self, index: Index, n_items: int) -> float | None:
        """The value at or beyond which an index flags; None where it flags nobody.

        Parameters
        ----------
        index : str
        n_items : int
            Items of the questionnaire.
        """
        if index == "longstring":
            if self.longstring_share is None:
                return None
            return float(max(self.longstring_share * n_items, self.longstring_fewest))
        return {
            "irv": self.irv_below,
            "even_odd": self.even_odd_below,
            "synonyms": self.synonyms_up_to,
            "antonyms": self.antonyms_from,
            "mahalanobis_p": self.mahalanobis_p_below,
            "seconds_per_item": self.seconds_per_item_below,
            "share_missing": self.share_missing_above,
        }[index]
