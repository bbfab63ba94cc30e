"""Has functions that compare two texts letter by letter read no more than the beginning of long ones.

They take as many steps as the product of both lengths, for each row, and the engine cannot interrupt them within a
block of rows.
"""

from __future__ import annotations

from sqlglot import exp

LONGEST_COMPARED = 300
"""Characters of a text that are compared."""

_COMPARISONS = (exp.Levenshtein, exp.JarowinklerSimilarity)
_OTHER_COMPARISONS = frozenset({"damerau_levenshtein", "jaro_similarity", "jaro_winkler_similarity"})


def shorten(tree: exp.Expr) -> exp.Expr:
    """Return the tree with `LEFT(text, 300)` where a comparison takes a text of unknown length."""
    for node in reversed(list(tree.find_all(*_COMPARISONS, exp.Anonymous))):
        if isinstance(node, _COMPARISONS):
            texts = [node.this, node.args.get("expression")]
        elif node.name.lower() in _OTHER_COMPARISONS:
            texts = list(node.expressions)
        else:
            continue
        for text in texts:
            if isinstance(text, exp.Expr) and not _is_short(text):
                text.replace(exp.Left(this=text.copy(), expression=exp.Literal.number(LONGEST_COMPARED)))
    return tree


def _is_short(text: exp.Expr) -> bool:
    if isinstance(text, exp.Literal):
        return len(text.name) <= LONGEST_COMPARED
    if isinstance(text, exp.Left):
        length = text.args.get("expression")
        return isinstance(length, exp.Literal) and length.is_int and int(length.name) <= LONGEST_COMPARED
    return False
