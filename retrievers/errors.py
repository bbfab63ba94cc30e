"""The errors that cross a public boundary."""

from __future__ import annotations


class QuaestorError(Exception):
    """Base of every public error; its text is one sentence that says what is wrong and what to do."""


class UserError(QuaestorError):
    """Something the user gave is wrong and the user can mend it; the command line exits with code 2."""


class KnowledgeBaseError(UserError):
    """A knowledge base is missing, damaged, or was built with another embedder."""


class ToolError(QuaestorError):
    """A tool step failed; the text goes to the judge, which may change the plan. It never ends a run."""


class BudgetExhaustedError(QuaestorError):
    """A call was refused because the budget left over is reserved for the answer."""


class ModelError(QuaestorError):
    """The served model could not be reached, or did not give what its role asks for."""


class UnusableReplyError(ModelError):
    """The served model answers, but not in a form that its role can use; a run goes on without that role's word."""
