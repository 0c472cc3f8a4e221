"""A definition that can be written down: as YAML or JSON, so that reading it back gives an equal one."""

from __future__ import annotations

from pathlib import Path

from lerende_organisatie.instrument.parts import Definition


class WrittenDefinition(Definition):
    """A whole definition, a questionnaire or a scan, with its ways into a file."""

    def to_yaml(self, path: str | Path | None = None) -> str:
        """The definition as YAML; reading it back gives an equal one.

        Parameters
        ----------
        path : str or Path, optional
            Write it there too.

        Raises
        ------
        DefinitionError
            The file cannot be written.
        """
        from lerende_organisatie.instrument.writing import as_yaml, write

        return write(as_yaml(self), path)

    def to_json(self, path: str | Path | None = None) -> str:
        """The definition as JSON; reading it back gives an equal one.

        Parameters
        ----------
        path : str or Path, optional
            Write it there too.

        Raises
        ------
        DefinitionError
            The file cannot be written.
        """
        from lerende_organisatie.instrument.writing import as_json, write

        return write(as_json(self), path)
