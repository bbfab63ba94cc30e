"""What can be said of a statement's rows beside the rows: units, ties, a chart, and as of when they hold."""

from tools.sql.shown.chart import Chart, chart
from tools.sql.shown.ties import Tie, tie
from tools.sql.shown.units import units

__all__ = ["Chart", "Tie", "chart", "tie", "units"]
