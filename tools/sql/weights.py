"""What the signals of schema linking weigh."""

from __future__ import annotations

from dataclasses import dataclass

from tools.sql.signals import ColumnSignals, TableSignals


@dataclass(frozen=True, kw_only=True, slots=True)
class Weights:
    """Two logistic models: of the tables that a question reads, and of the columns given the chances of the tables."""

    table_base: float
    table: TableSignals
    column_base: float
    column: ColumnSignals


FITTED = Weights(
    table_base=-5.291,
    table=TableSignals(
        named=0.078,
        read=-1.583,
        alone=1.199,
        column=0.856,
        column_read=-2.177,
        column_alone=3.321,
        mentions=2.166,
        value=2.608,
        said=3.394,
        between=2.056,
        flanked=0.84,
        few=2.567,
        relative=0.509,
        first=1.68,
    ),
    column_base=-5.237,
    column=ColumnSignals(
        named=1.527,
        read=-3.091,
        alone=2.698,
        words=0.237,
        value=3.456,
        hinted=1.162,
        said=0.749,
        label=0.122,
        refers=0.736,
        referred=1.235,
        table=5.192,
        key=-0.721,
        measure=0.393,
        date=1.757,
        within=0.755,
        only=-0.763,
        leading=0.403,
        number=0.455,
        narrow=4.867,
        table_refers=1.568,
        table_referred=2.746,
        table_said=0.887,
        table_read=1.588,
        table_squared=-3.498,
    ),
)
"""Fitted on the questions of Spider's training set by `python -m evals.training.linking`."""
