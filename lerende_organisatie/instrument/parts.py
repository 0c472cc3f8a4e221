"""The parts of an instrument: response scale, provenance, item, dimension and factor structure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Protocol

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    StrictBool,
    StrictInt,
    StringConstraints,
    ValidationError,
)
from pydantic_core import PydanticCustomError

from lerende_organisatie.errors import DefinitionError, OptionError
from lerende_organisatie.instrument import consistency
from lerende_organisatie.instrument.faults import PlacedFault, shape_faults, shown, unreadable

LONGEST_TEXT = 10_000
LARGEST_VALUE = 1_000_000

NOT_A_NAME = frozenset({"NA", "NaN", "Inf", "NULL", "TRUE", "FALSE"})
"""Words that R, and so lavaan's model syntax, reads as values."""

Level = Literal["team", "school", "board"]
ProvenanceKind = Literal["own", "licensed", "published", "reconstruction", "user"]


def _readable(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("blank", "must not be blank")
    if any(unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} and sign != "\n" for sign in text):
        raise PydanticCustomError("control", "holds a control character; write plain text")
    return text


def _model_name(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_.]*", text) or text in NOT_A_NAME or len(text) > 60:
        raise PydanticCustomError(
            "model_name",
            "{shown} is not a name for model syntax: begin with a letter, then letters, digits, '_' or '.', "
            "60 at most, and none of R's own values such as NA",
            {"shown": shown(text)},
        )
    return text


def _language(text: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", text):
        raise PydanticCustomError(
            "language",
            "{shown} is not a language code such as 'nl', 'en' or 'pt-BR'",
            {"shown": shown(text)},
        )
    return text


def _code(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise PydanticCustomError("code", "must be a whole number or text, not {shown}", {"shown": shown(value)})
    if isinstance(value, int) and abs(value) > LARGEST_VALUE:
        raise PydanticCustomError("code", "must lie between -1,000,000 and 1,000,000")
    return _readable(value) if isinstance(value, str) else value


Text = Annotated[str, StringConstraints(strict=True, max_length=LONGEST_TEXT), AfterValidator(_readable)]
Name = Annotated[str, StringConstraints(strict=True, max_length=LONGEST_TEXT), AfterValidator(_model_name)]
Language = Annotated[str, StringConstraints(strict=True, max_length=LONGEST_TEXT), AfterValidator(_language)]
Code = Annotated[int | str, BeforeValidator(_code)]
Value = Annotated[StrictInt, Field(ge=-LARGEST_VALUE, le=LARGEST_VALUE)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Translations = dict[Language, Text]


class Check(Protocol):
    """Looks for faults in data of any shape."""

    def __call__(self, data: Mapping[str, object], /) -> list[PlacedFault]:
        """The faults that were found."""


class Definition(BaseModel):
    """Anything that is defined: frozen, without unknown keys, refused with every fault at once."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    consistent: ClassVar[Check] = staticmethod(consistency.nothing)

    def __init__(self, /, **data: Any) -> None:
        faults = unreadable(data)
        if not faults:
            try:
                super().__init__(**data)
            except ValidationError as error:
                faults.extend(shape_faults(error, data, type(self).model_fields))
            faults.extend(type(self).consistent(data))
        if faults:
            raise DefinitionError(f"the definition of {_article(type(self).__name__)}", faults) from None


def _article(name: str) -> str:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
    return ("an " if words[0] in "aeiou" else "a ") + words


def fields(part: Definition | Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a part by name, nested parts left as they are."""
    if isinstance(part, Definition):
        return {name: getattr(part, name) for name in type(part).model_fields}
    return dict(part)


class Provenance(Definition):
    """Where a wording or an allocation comes from.

    Parameters
    ----------
    kind : {"own", "licensed", "published", "reconstruction", "user"}
        "own": written for this package. "licensed": brought by a user who may use it. "published": as printed in the
        source. "reconstruction": made to agree with what is known, where the original is not. "user": brought by a
        user.
    note : str, optional
        What a reader should know.
    source : str, optional
        The publication or file.
    """

    kind: ProvenanceKind
    note: Text | None = None
    source: Text | None = None


UNMARKED = Provenance(kind="user")


class ResponseScale(Definition):
    """The answers that can be given.

    Parameters
    ----------
    values : tuple of int
        Two or more, strictly increasing.
    labels : dict of language to tuple of str
        One label per value, all different.
    missing_codes : tuple of int or str
        What stands in an export in place of an answer that was not given; none of them is a value or a label.
    """

    consistent: ClassVar[Check] = staticmethod(consistency.scale_faults)

    values: Annotated[tuple[Value, ...], Field(min_length=2)]
    labels: dict[Language, tuple[Text, ...]]
    missing_codes: tuple[Code, ...] = ()

    @property
    def minimum(self) -> int:
        """The lowest value."""
        return self.values[0]

    @property
    def maximum(self) -> int:
        """The highest value."""
        return self.values[-1]

    def label(self, value: int, language: str) -> str:
        """The label of a value.

        Raises
        ------
        OptionError
            The scale has no such value or no labels in that language.
        """
        if language not in self.labels:
            raise OptionError(f"no labels in {language!r}; there are labels in {', '.join(self.labels)}")
        if value not in self.values:
            raise OptionError(f"{shown(value)} is not a value of the scale {', '.join(map(str, self.values))}")
        return self.labels[language][self.values.index(value)]


class Item(Definition):
    """One statement that is rated.

    Parameters
    ----------
    id : str
        A name that can stand in model syntax.
    wording : dict of language to str
        ``{referent}`` stands for the team, school or board that the statement is about.
    reverse : bool
        Agreement means less of the dimension.
    level : {"team", "school", "board"}
        What the statement is about.
    facet : str, optional
        A finer division inside the dimension.
    provenance : Provenance
        Of the wording.
    published_loading : float, optional
        As printed in the source; never estimated here.
    """

    consistent: ClassVar[Check] = staticmethod(consistency.item_faults)

    id: Name
    wording: Annotated[Translations, Field(min_length=1)]
    reverse: StrictBool = False
    level: Level = "school"
    facet: Text | None = None
    provenance: Provenance = UNMARKED
    published_loading: Annotated[Number, Field(ge=-2, le=2)] | None = None

    _dimension: str | None = PrivateAttr(default=None)
    _referents: dict[str, str] = PrivateAttr(default_factory=dict)

    def placed(self, dimension: str, referents: Mapping[str, str]) -> Item:
        """The item as a member of an instrument: with its dimension and the referents of its level by language."""
        item = self.model_copy()
        item._dimension = dimension
        item._referents = dict(referents)
        return item

    @property
    def dimension(self) -> str:
        """The id of the item's dimension in the default structure of its instrument.

        Raises
        ------
        DefinitionError
            The item is not (yet) part of an instrument.
        """
        if self._dimension is None:
            raise DefinitionError(f"item {self.id}", ["is not part of an instrument; ask an item of instrument.items"])
        return self._dimension

    def text(self, language: str) -> str:
        """The wording in a language, with the referent of its level filled in.

        Raises
        ------
        OptionError
            There is no wording in that language.
        """
        if language not in self.wording:
            raise OptionError(f"item {self.id} has no wording in {language!r}, but in {', '.join(self.wording)}")
        return filled(self.wording[language], self._referents.get(language))


def filled(text: str, referent: str | None) -> str:
    """The text with ``{referent}`` replaced, with a capital where a sentence begins."""
    if referent is None:
        return text
    capital = referent[:1].upper() + referent[1:]
    text = re.sub(r"(^\s*|[.!?]\s+)\{referent\}", lambda match: match.group(1) + capital, text)
    return text.replace("{referent}", referent)


class Dimension(Definition):
    """Items that together measure one thing.

    Parameters
    ----------
    id : str
        A name that can stand in model syntax.
    label : dict of language to str
    items : tuple of str
        Ids of one or more items.
    published_alpha : float, optional
        As printed in the source; never estimated here.
    """

    consistent: ClassVar[Check] = staticmethod(consistency.dimension_faults)

    id: Name
    label: Annotated[Translations, Field(min_length=1)]
    items: Annotated[tuple[Name, ...], Field(min_length=1)]
    published_alpha: Annotated[Number, Field(le=1)] | None = None

    def name(self, language: str) -> str:
        """The label in a language.

        Raises
        ------
        OptionError
            There is no label in that language.
        """
        if language not in self.label:
            raise OptionError(f"dimension {self.id} has no label in {language!r}, but in {', '.join(self.label)}")
        return self.label[language]


class Structure(Definition):
    """A named way in which items form dimensions; it may leave items out.

    Parameters
    ----------
    name : str
    label : dict of language to str
    dimensions : tuple of Dimension
    source : str, optional
        The publication that the structure comes from.
    higher_order : str, optional
        The name of the factor that the dimensions have in common in a second-order model.
    cross_loadings : bool
        An item may stand in more than one dimension.
    provenance : Provenance
        Of the allocation of items to dimensions.
    """

    consistent: ClassVar[Check] = staticmethod(consistency.structure_faults)

    name: Name
    label: Annotated[Translations, Field(min_length=1)]
    dimensions: Annotated[tuple[Dimension, ...], Field(min_length=1)]
    source: Text | None = None
    higher_order: Name | None = None
    cross_loadings: StrictBool = False
    provenance: Provenance = UNMARKED

    @property
    def scales(self) -> dict[str, tuple[str, ...]]:
        """The items of each dimension, by the dimension's id."""
        return {dimension.id: dimension.items for dimension in self.dimensions}

    def model_syntax(self, second_order: bool = False) -> str:
        """The structure as a measurement model in lavaan's syntax.

        Parameters
        ----------
        second_order : bool
            Add the higher-order factor on which the dimensions load.

        Raises
        ------
        OptionError
            A second-order model is asked for and the structure names no higher-order factor.
        """
        lines = [f"{dimension} =~ {' + '.join(items)}" for dimension, items in self.scales.items()]
        if second_order:
            if self.higher_order is None:
                raise OptionError(
                    f"structure {self.name!r} names no higher_order factor; give it one or use second_order=False"
                )
            lines.append(f"{self.higher_order} =~ {' + '.join(self.scales)}")
        return "\n".join(lines)
