"""A published study: what was printed and where, nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, StrictInt, StringConstraints
from pydantic_core import PydanticCustomError

from lerende_organisatie.errors import OptionError
from lerende_organisatie.instrument.faults import PlacedFault, fault, mapping, sequence, shown
from lerende_organisatie.instrument.parts import Check, Definition, Name, Text
from lerende_organisatie.psychometrics.printed.rounding import Printed, read_printed

Method = Literal["pca", "efa", "cfa", "rasch", "descriptive"]


def _is_printed(text: str) -> str:
    try:
        read_printed(text)
    except OptionError as error:
        raise PydanticCustomError("printed", "{message}", {"message": str(error)}) from None
    return text


def _is_whole(text: str) -> str:
    read = read_printed(_is_printed(text))
    if read.decimals or read.value < 0:
        raise PydanticCustomError("whole", "{shown} must be a whole number, zero or more", {"shown": shown(text)})
    return text


PrintedText = Annotated[str, StringConstraints(strict=True, max_length=30), AfterValidator(_is_printed)]
WholeText = Annotated[str, StringConstraints(strict=True, max_length=30), AfterValidator(_is_whole)]
SourceKey = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=60)]


class Figure(Definition):
    """A figure as it was printed, and where.

    Parameters
    ----------
    printed : str
        With the decimals that it has in print, ``".84"``: they say how far it was rounded.
    source : str
        Key of the study's ``sources``.
    """

    printed: PrintedText
    source: SourceKey

    @property
    def figure(self) -> Printed:
        """Value and decimals."""
        return read_printed(self.printed)

    @property
    def value(self) -> float:
        """The figure as a number."""
        return self.figure.value


class Count(Definition):
    """A whole number as it was printed, and where.

    Parameters
    ----------
    printed : str
    source : str
        Key of the study's ``sources``.
    """

    printed: WholeText
    source: SourceKey

    @property
    def value(self) -> int:
        """The number."""
        return int(read_printed(self.printed).value)


class Sample(Definition):
    """Who took part.

    Parameters
    ----------
    unit : str
        What is counted: ``"staff"``, ``"teachers"``, ``"primary schools"``.
    n : Count, optional
    clusters : Count, optional
        Schools or firms.
    experts : Count, optional
        Who judged the content.
    subgroups : dict of str to Count
    """

    unit: Text
    n: Count | None = None
    clusters: Count | None = None
    experts: Count | None = None
    subgroups: dict[str, Count] = Field(default_factory=dict)


class Design(Definition):
    """What was asked and how it was analysed.

    Parameters
    ----------
    instrument : str
        As the study names it.
    catalogue : str, optional
        The catalogue's instrument whose items are the study's.
    structure : str, optional
        The structure of that instrument which the study found or tested.
    items, dimensions, scale_points : Count, optional
    method : {"pca", "efa", "cfa", "rasch", "descriptive"}, optional
    model : {"correlated factors", "second-order factor", "bifactor"}, optional
        Which model a CFA fitted, if the study says so.
    rotation, estimator : str, optional
    """

    instrument: Text
    catalogue: Name | None = None
    structure: Name | None = None
    items: Count | None = None
    dimensions: Count | None = None
    scale_points: Count | None = None
    method: Method | None = None
    model: Literal["correlated factors", "second-order factor", "bifactor"] | None = None
    rotation: Text | None = None
    estimator: Text | None = None


class PrintedFit(Definition):
    """Fit measures of one model.

    Parameters
    ----------
    chisq, rmsea, rmsea_ci_lower, rmsea_ci_upper, srmr, cfi, tli, scaling_factor : Figure, optional
    df : Count, optional
    """

    chisq: Figure | None = None
    df: Count | None = None
    scaling_factor: Figure | None = None
    rmsea: Figure | None = None
    rmsea_ci_lower: Figure | None = None
    rmsea_ci_upper: Figure | None = None
    srmr: Figure | None = None
    cfi: Figure | None = None
    tli: Figure | None = None


class PrintedDimension(Definition):
    """What was printed about one dimension.

    Parameters
    ----------
    id : str
        The dimension's id in the instrument, where there is one.
    label : str
    items : Count, optional
    alpha, mean_interitem, mean, sd : Figure, optional
    """

    id: Name
    label: Text | None = None
    items: Count | None = None
    alpha: Figure | None = None
    mean_interitem: Figure | None = None
    mean: Figure | None = None
    sd: Figure | None = None


class PrintedMatrix(Definition):
    """A printed matrix: loadings (item, dimension) or correlations (dimension, dimension).

    Parameters
    ----------
    source : str
    values : dict of row to dict of column to str
        What was not printed is left out.
    """

    source: SourceKey
    values: dict[Name, dict[Name, PrintedText]]


class ContentIndices(Definition):
    """Experts' judgement of the content.

    Parameters
    ----------
    i_cvi_lowest, i_cvi_highest, s_cvi_ave : Figure, optional
    """

    i_cvi_lowest: Figure | None = None
    i_cvi_highest: Figure | None = None
    s_cvi_ave: Figure | None = None


class Statement(Definition):
    """A finding without a number.

    Parameters
    ----------
    text : str
    source : str
    """

    text: Text
    source: SourceKey


def _source_faults(data: Mapping[str, object]) -> list[PlacedFault]:
    """Faults between the parts of a study: a source that is not named, a dimension that stands there twice."""
    known = mapping(data.get("sources"))
    found = [
        fault((*place, "source"), f"{shown(key)} is not among the study's sources: {', '.join(known) or 'none'}")
        for place, key in _sources_in(data, ())
        if isinstance(key, str) and key not in known
    ]
    ids = [mapping(dimension).get("id") for dimension in sequence(data.get("dimensions"))]
    found += [
        fault(place, f"{shown(name)} is not the id of one of the dimensions: {', '.join(map(str, ids))}")
        for place, name in _names_in_matrices(data)
        if ids and name not in ids
    ]
    found += [
        fault(("dimensions", index, "id"), f"{shown(name)} stands there twice")
        for index, name in enumerate(ids)
        if name is not None and name in ids[:index]
    ]
    return found


def _names_in_matrices(data: Mapping[str, object]) -> Iterator[tuple[tuple[str | int, ...], object]]:
    """The dimensions that printed loadings and correlations speak of, each with where it stands."""
    for key in ("loadings", "correlations"):
        for row, values in mapping(mapping(data.get(key)).get("values")).items():
            if key == "correlations":
                yield (key, "values", str(row)), row
            for column in mapping(values):
                yield (key, "values", str(row), str(column)), column


def _sources_in(value: object, place: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], object]]:
    if isinstance(value, list | tuple):
        for index, member in enumerate(value):
            yield from _sources_in(member, (*place, index))
        return
    here = mapping(value)
    if "source" in here:
        yield place, here["source"]
    for key, member in here.items():
        if not (place == () and key == "sources"):
            yield from _sources_in(member, (*place, key))


class PublishedStudy(Definition):
    """A published study of an instrument: every number with its source, nothing that was not printed.

    Parameters
    ----------
    schema_version : 1
    kind : "published_study"
    name : str
    label : str
        What the study is, in our words.
    year : int, optional
    reference : str, optional
        As a list of references gives it; absent where it could not be verified.
    doi : str, optional
    sources : dict of key to str
        Where the figures stand: the abstract, the article, a report.
    sample : Sample
    design : Design
    fit : PrintedFit, optional
    dimensions : tuple of PrintedDimension
    alpha_lowest, alpha_highest : Figure, optional
        When only the range was printed.
    loadings, correlations : PrintedMatrix, optional
    content : ContentIndices, optional
    statements : tuple of Statement
    """

    consistent: ClassVar[Check] = staticmethod(_source_faults)

    schema_version: Literal[1]
    kind: Literal["published_study"]
    name: Name
    label: Text
    year: Annotated[StrictInt, Field(ge=1850, le=2200)] | None = None
    reference: Text | None = None
    doi: Text | None = None
    sources: dict[str, Text]
    sample: Sample
    design: Design
    fit: PrintedFit | None = None
    dimensions: tuple[PrintedDimension, ...] = ()
    alpha_lowest: Figure | None = None
    alpha_highest: Figure | None = None
    loadings: PrintedMatrix | None = None
    correlations: PrintedMatrix | None = None
    content: ContentIndices | None = None
    statements: tuple[Statement, ...] = ()

    @property
    def cited(self) -> str:
        """How a text refers to it: the reference with its doi, or the label where none was verified."""
        if self.reference is None:
            return f"{self.label} (reference not verified)" + (f" https://doi.org/{self.doi}" if self.doi else "")
        return self.reference + (f" https://doi.org/{self.doi}" if self.doi else "")

    def as_bibtex(self) -> str:
        """The study as a BibTeX entry; its reference stands in the note, as it was given."""
        doi = f"  doi = {{{self.doi}}},\n" if self.doi else ""
        said = (self.reference or f"{self.label} (reference not verified)").replace("&", "\\&")
        return f"@misc{{{self.name},\n  title = {{{self.label}}},\n  note = {{{said}}},\n{doi}}}\n"
