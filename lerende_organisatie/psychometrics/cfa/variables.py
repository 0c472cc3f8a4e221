"""Which role every variable plays in a model, derived from its statements alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from lerende_organisatie.psychometrics.cfa.syntax import Statement


@dataclass(frozen=True)
class Variables:
    """The variables of a model by role, each in the order of the text.

    Attributes
    ----------
    latent : tuple of str
        Everything that is measured (left of ``=~``).
    observed : tuple of str
        Every other variable; a column of the data.
    covariates : tuple of str
        Observed variables that only predict and of whose variances, covariances and means the text says nothing.
    exogenous_latent : tuple of str
        Latent variables that nothing predicts and that indicate nothing; they covary freely.
    outcomes : tuple of str
        Predicted variables that predict nothing themselves; their residuals covary freely.
    indicators : dict of str to tuple of str
        What each latent variable is measured by.
    """

    latent: tuple[str, ...]
    observed: tuple[str, ...]
    covariates: tuple[str, ...]
    exogenous_latent: tuple[str, ...]
    outcomes: tuple[str, ...]
    indicators: dict[str, tuple[str, ...]]

    @cached_property
    def measured_by_observed(self) -> frozenset[str]:
        """Latent variables with at least one observed indicator."""
        return frozenset(f for f in self.latent if any(i not in self.latent for i in self.indicators[f]))


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def roles(statements: tuple[Statement, ...]) -> Variables:
    """Sort the variables of the statements by role.

    The rules are those of the field's model text: what stands left of ``=~`` is latent; what only stands right of
    ``~`` is a covariate unless its variance, covariance or intercept is a parameter of the text.
    """
    latent = _unique(s.lhs for s in statements if s.op == "=~")
    measured = _unique(s.rhs for s in statements if s.op == "=~")
    predicted = _unique(s.lhs for s in statements if s.op == "~")
    predicting = _unique(s.rhs for s in statements if s.op == "~")
    mentioned = [name for s in statements if s.op in {"~~", "~1", "|", "~*~"} for name in (s.lhs, s.rhs) if s.op != "|"]
    mentioned += [s.lhs for s in statements if s.op == "|"]
    everything = _unique(name for name in (*measured, *predicted, *predicting, *mentioned) if name)
    observed = tuple(name for name in everything if name not in latent)
    spoken_of = {name for s in statements if s.op in {"~~", "~1", "|"} for name in (s.lhs, s.rhs)}
    covariates = tuple(
        name for name in predicting if name in observed and name not in {*measured, *predicted} | spoken_of
    )
    exogenous = tuple(f for f in latent if f not in predicted and f not in measured)
    outcomes = tuple(name for name in predicted if name not in predicting and name not in measured)
    outcomes = tuple(n for n in outcomes if n in observed) + tuple(n for n in outcomes if n in latent)
    indicators = {f: _unique(s.rhs for s in statements if s.op == "=~" and s.lhs == f) for f in latent}
    return Variables(latent, observed, covariates, exogenous, outcomes, indicators)
