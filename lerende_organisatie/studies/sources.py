"""The rules of thumb in a report, each with its source."""

from __future__ import annotations

from dataclasses import dataclass

from lerende_organisatie.studies.bilingual import Text
from lerende_organisatie.studies.references import SOURCES, Source


@dataclass(frozen=True, slots=True)
class Cutoff:
    """A conventional value to hold a result against; a convention, not a test.

    Attributes
    ----------
    key : str
        Its name here.
    measure : str
        What it is about.
    relation : {">=", "<="}
    value : float
    source : str
        Key of the :class:`Source`.
    about : Text
        What it says and where it was shown.
    """

    key: str
    measure: str
    relation: str
    value: float
    source: str
    about: Text

    def met_by(self, value: float | None) -> bool | None:
        """Whether a value meets the convention.

        Parameters
        ----------
        value : float or None

        Returns
        -------
        bool or None
            None when there is no value.
        """
        if value is None or value != value:
            return None
        return value >= self.value if self.relation == ">=" else value <= self.value


_SIMULATED = Text(
    "shown in simulations of a fifteen-item, three-factor model under maximum likelihood; other models need other "
    "values",
    "gevonden in simulaties van een model met vijftien items en drie factoren onder maximum likelihood; andere "
    "modellen "
    "vragen andere waarden",
)

CUTOFFS: tuple[Cutoff, ...] = (
    Cutoff("cfi", "CFI", ">=", 0.95, "hu1999", _SIMULATED),
    Cutoff("tli", "TLI", ">=", 0.95, "hu1999", _SIMULATED),
    Cutoff("rmsea", "RMSEA", "<=", 0.06, "hu1999", _SIMULATED),
    Cutoff("srmr", "SRMR", "<=", 0.08, "hu1999", _SIMULATED),
    Cutoff(
        "alpha",
        "α, ω",
        ">=",
        0.70,
        "nunnally1994",
        Text(
            "for early research on groups; decisions about persons ask for .90 or more",
            "voor verkennend onderzoek naar groepen; beslissingen over personen vragen ,90 of meer",
        ),
    ),
    Cutoff(
        "interitem_low",
        "r̄",
        ">=",
        0.15,
        "clark1995",
        Text("the lower end of the advised range", "de ondergrens van het aanbevolen bereik"),
    ),
    Cutoff(
        "interitem_high",
        "r̄",
        "<=",
        0.50,
        "clark1995",
        Text(
            "the upper end of the advised range; above it items repeat each other",
            "de bovengrens van het aanbevolen bereik; daarboven herhalen items elkaar",
        ),
    ),
    Cutoff(
        "loading",
        "λ",
        ">=",
        0.50,
        "hair2019",
        Text("a convention for standardised loadings", "een conventie voor gestandaardiseerde ladingen"),
    ),
    Cutoff(
        "ave",
        "AVE",
        ">=",
        0.50,
        "fornell1981",
        Text(
            "half of the variance of the items is the factor's",
            "de helft van de variantie van de items is van de factor",
        ),
    ),
    Cutoff(
        "htmt",
        "HTMT",
        "<=",
        0.85,
        "henseler2015",
        Text(
            "the stricter of two values in use (.85 and .90); above it two dimensions are hard to tell apart",
            "de strengste van twee gangbare waarden (,85 en ,90); daarboven zijn twee dimensies moeilijk te "
            "onderscheiden",
        ),
    ),
    Cutoff(
        "factor_correlation",
        "r",
        "<=",
        0.80,
        "ronkko2022",
        Text(
            "the end of the 95% interval farthest from zero: below .80 no problem, below .90 marginal, below 1 "
            "moderate, "
            "else severe",
            "het uiteinde van het 95%-interval dat het verst van nul ligt: onder ,80 geen probleem, onder ,90 gering, "
            "onder 1 matig, anders ernstig",
        ),
    ),
    Cutoff(
        "ecv",
        "ECV",
        ">=",
        0.70,
        "rodriguez2016",
        Text(
            "with PUC above .70 too, a total score is essentially one thing",
            "samen met een PUC boven ,70 is een totaalscore in wezen één ding",
        ),
    ),
    Cutoff(
        "puc",
        "PUC",
        ">=",
        0.70,
        "rodriguez2016",
        Text("with ECV above .70 too", "samen met een ECV boven ,70"),
    ),
    Cutoff(
        "q3",
        "Q3 − M(Q3)",
        "<=",
        0.20,
        "christensen2017",
        Text(
            "above it, and beyond chance, two items share more than their dimension explains",
            "daarboven, en meer dan toeval, delen twee items meer dan hun dimensie verklaart",
        ),
    ),
    Cutoff(
        "in_line",
        "%",
        ">=",
        0.75,
        "prinsen2018",
        Text(
            "of the hypotheses stated beforehand in line with the results",
            "van de vooraf gestelde hypothesen in lijn met de resultaten",
        ),
    ),
    Cutoff(
        "kmo",
        "KMO",
        ">=",
        0.80,
        "kaiser1974",
        Text("called meritorious; .60 is mediocre", "“meritorious” genoemd; ,60 is “mediocre”"),
    ),
    Cutoff(
        "floor_ceiling",
        "%",
        "<=",
        0.15,
        "terwee2007",
        Text(
            "of respondents at the lowest or highest possible score",
            "van de respondenten op de laagst of hoogst mogelijke score",
        ),
    ),
    Cutoff(
        "skew",
        "|skew|",
        "<=",
        2.0,
        "west1995",
        Text("above it maximum likelihood is disturbed", "daarboven wordt maximum likelihood verstoord"),
    ),
    Cutoff(
        "kurtosis",
        "|kurtosis|",
        "<=",
        7.0,
        "west1995",
        Text(
            "excess kurtosis; above it maximum likelihood is disturbed",
            "excess kurtosis; daarboven wordt maximum likelihood verstoord",
        ),
    ),
    Cutoff(
        "n_per_item",
        "n / item",
        ">=",
        7.0,
        "mokkink2018",
        Text("and at least 100 respondents in all", "en in totaal minstens 100 respondenten"),
    ),
    Cutoff(
        "group_size",
        "n / group",
        ">=",
        200.0,
        "mokkink2018",
        Text("about 200 in each group compared", "ongeveer 200 in elke vergeleken groep"),
    ),
)


def cutoff(key: str) -> Cutoff:
    """The cut-off of that name.

    Parameters
    ----------
    key : str

    Returns
    -------
    Cutoff
    """
    return next(one for one in CUTOFFS if one.key == key)


def source(key: str) -> Source:
    """The publication of that name.

    Parameters
    ----------
    key : str

    Returns
    -------
    Source
    """
    return next(one for one in SOURCES if one.key == key)
