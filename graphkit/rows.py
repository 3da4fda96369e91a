"""What a query gives: rows that are mappings, and turn into dicts or a DataFrame."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    import pandas


class Rows(Sequence[Mapping[str, Any]]):
    """The rows of a query, in its order; ``columns`` are known even where there is no row."""

    def __init__(self, rows: Iterable[Mapping[str, Any]], columns: Iterable[str] = ()) -> None:
        self._rows = list(rows)
        self.columns: tuple[str, ...] = tuple(self._rows[0]) if self._rows else tuple(columns)

    @overload
    def __getitem__(self, index: int) -> Mapping[str, Any]: ...
    @overload
    def __getitem__(self, index: slice) -> Rows: ...
    def __getitem__(self, index: int | slice) -> Mapping[str, Any] | Rows:
        """Return one row, or the rows of a slice."""
        return Rows(self._rows[index], self.columns) if isinstance(index, slice) else self._rows[index]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._rows)

    def __eq__(self, other: object) -> bool:
        """Tell whether the rows are the same, in the same order."""
        return list(self) == list(other) if isinstance(other, Rows | list | tuple) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        """Name the size and the columns."""
        return f"<{len(self)} rows of {', '.join(self.columns) or 'nothing'}>"

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return the rows as dicts of their own."""
        return [dict(row) for row in self._rows]

    def to_dataframe(self) -> pandas.DataFrame:
        """Return the rows as a pandas DataFrame; raises ImportError, saying what to install, without pandas."""
        try:
            import pandas
        except ImportError as error:
            raise ImportError("to_dataframe needs pandas: pip install 'graphkit[pandas]'") from error
        return pandas.DataFrame(self.to_dicts(), columns=list(self.columns))
