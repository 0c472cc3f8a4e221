"""Several models of the same variables, fitted to one sample: its moments, and what they say of themselves, once."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lerende_organisatie.errors import LerendeOrganisatieWarning, OptionError, warn_caller
from lerende_organisatie.psychometrics.cfa.estimate import fit_table, sample_moments
from lerende_organisatie.psychometrics.cfa.fit import Fit
from lerende_organisatie.psychometrics.cfa.options import Missing, Options, resolve
from lerende_organisatie.psychometrics.cfa.robust_incomplete import SaturatedModel
from lerende_organisatie.psychometrics.cfa.syntax import ModelText, OffersModel, parse
from lerende_organisatie.psychometrics.cfa.table import build_table
from lerende_organisatie.psychometrics.cfa.variables import roles
from lerende_organisatie.psychometrics.moments.complete import GroupMoments
from lerende_organisatie.psychometrics.moments.data import Sample


@dataclass(frozen=True, eq=False)
class OneSample:
    """Rows drawn and moments computed, for any number of models of the same variables in the same order.

    Every fit to it has the numbers of :func:`~.estimate.cfa`, and is warned of the sample as that would be.

    Attributes
    ----------
    sample : Sample
    moments : tuple of GroupMoments
    saturated : SaturatedModel
        The unrestricted moments; under FIML their information costs as much as many fits.
    estimator : str or None
    missing : str
    cluster : str or None
    told : tuple of (text, category)
        What drawing the sample was warned of.
    """

    sample: Sample
    moments: tuple[GroupMoments, ...]
    saturated: SaturatedModel
    estimator: str | None
    missing: Missing
    cluster: str | None
    told: tuple[tuple[str, type[LerendeOrganisatieWarning]], ...]

    def takes(self, model: str | OffersModel) -> bool:
        """Whether a model is of these variables, in this order, and of no covariates."""
        variables = roles(parse(model).statements)
        return variables.observed == self.sample.observed and not variables.covariates

    def fit(self, model: str | OffersModel) -> Fit:
        """A model fitted to the sample.

        Raises
        ------
        OptionError
            The model is of other variables; and whatever :func:`~.estimate.cfa` raises.
        """
        if not self.takes(model):
            raise OptionError("the model is not of the variables of this sample, in their order")
        text = parse(model)
        options = _options(text, self.estimator, self.missing, self.cluster)
        table = build_table(
            text,
            n_groups=1,
            meanstructure=options.meanstructure,
            fixed_x=options.fixed_x,
            std_lv=options.std_lv,
            orthogonal=options.orthogonal,
        )
        for message, category in self.told:
            warn_caller(message, category)
        return fit_table(table, self.moments, self.sample, options, self.saturated)


def one_sample(
    model: str | OffersModel,
    data: pd.DataFrame,
    *,
    estimator: str | None = None,
    missing: Missing = "listwise",
    cluster: str | None = None,
) -> OneSample:
    """Draw the rows that a model is fitted to and compute their moments.

    Parameters
    ----------
    model : str or an object with ``model_syntax()``
        Of the variables wanted; without observed covariates.
    data : DataFrame
    estimator, missing, cluster
        As of :func:`~.estimate.cfa`, for continuous items.

    Raises
    ------
    DataError, OptionError, ModelSyntaxError
        As :func:`~.estimate.cfa`.
    """
    text = parse(model)
    options = _options(text, estimator, missing, cluster)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", LerendeOrganisatieWarning)
        sample, moments = sample_moments(text, data, None, cluster, None, options)
    told = tuple((str(w.message), w.category) for w in caught if issubclass(w.category, LerendeOrganisatieWarning))
    saturated = SaturatedModel(moments, np.empty(0, dtype=np.intp))
    return OneSample(sample, moments, saturated, estimator, missing, cluster, told)


def _options(text: ModelText, estimator: str | None, missing: Missing, cluster: str | None) -> Options:
    return resolve(
        text, True, estimator, None, (), (), missing, cluster, None,
        False, False, None, None, None, None, None, None, 500,
    )  # fmt: skip
