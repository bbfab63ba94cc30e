"""What `quaestor eval` can measure."""

from evals.suites.base import Options, Watch
from evals.suites.registry import SUITES, run_suite

__all__ = ["SUITES", "Options", "Watch", "run_suite"]
