"""The words by which questions compare, order, exclude and count, as patterns.

They are matched with every character of a name replaced by `NAME`, so that no name is read as a word.
"""

from __future__ import annotations

import re

NAME = "\ue000"
"""Stands for each character of a name."""
VALUE = rf"(?P<value>\d[\d,]*(?:\.\d+)?(?:-\d\d){{0,2}}(?![\d-])|(?:the\s+)?{NAME}+)"
UNIT = r"(?:\s+(?P<unit>(?!(?:and|or|that|which|who|in|on|of|by|from|is|are|was|were|has|have|did|do)\b)[a-z]+))?"
LOWER = frozenset(["before", "until", "earlier", "fewer", "less", "smaller", "lower", "shorter", "younger", "under",
                    "below", "most", "prior", "cheaper", "lighter", "slower", "closer", "nearer", "up"])  # fmt: skip
TIME = re.compile(
    rf"\b(?P<op>before|after|since|until|prior to|(?:earlier|later) than)\s+(?:the\s+year\s+)?{VALUE}", re.IGNORECASE
)
DECADE = re.compile(r"\b(?:in|during)\s+the\s+(?P<value>\d{3}0)\s?'?s\b", re.IGNORECASE)
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
WHEN = rf"\d{{4}}(?:-\d\d){{0,2}}(?![\d-])|(?:\d{{1,2}}\s+)?(?:{_MONTHS})\s+(?:\d{{1,2}},?\s+)?\d{{4}}\b"
"""A year, a month or a day."""
AT = re.compile(rf"\b(?:in|during|as of|on|at)\s+(?:the\s+year\s+)?(?P<value>{WHEN})", re.IGNORECASE)
BETWEEN = re.compile(r"\b(?:between|from)\s+(?P<low>\d[\d,]*)\s+(?:and|to)\s+(?P<high>\d[\d,]*)" + UNIT, re.IGNORECASE)
THAN = re.compile(
    rf"\b(?P<op>(?:more|less|fewer)(?:\s+(?P<adj>[a-z]+))?|[a-z]+er)\s+than\s+{VALUE}{UNIT}", re.IGNORECASE
)
BOUND = re.compile(
    rf"\b(?P<op>over|above|under|below|at least|at most|up to)\s+(?P<value>\d[\d,]*(?:\.\d+)?){UNIT}", re.IGNORECASE
)
SUPERLATIVE = re.compile(
    r"\b(?P<has>(?:has|have|had|with|having|got)\s+)?(?:the\s+)?(?:(?P<top>two|three|four|five|ten|\d{1,2})\s+)?"
    r"(?P<word>(?:most|least)\s+(?P<adj>[a-z]+)|[a-z]+(?<!l)est|fewest|latest|first|last)\b"
    r"(?:\s+(?P<noun>(?!(?:is|are|was|were|in|of|on|at|by|from|for|with|that|which|who|and|to|than|as)\b)(?:number\s+of\s+)?[a-z]+))?",
    re.IGNORECASE,
)
NO_SUPERLATIVE = frozenset(["west", "test", "guest", "request", "interest", "forest", "quest", "contest", "protest",
                             "harvest", "suggest", "rest", "best-known", "nest", "chest", "arrest", "invest", "crest",
                             "priest", "honest", "modest", "manifest", "conquest", "midwest", "northwest",
                             "southwest", "everest", "bequest", "digest", "vest", "pest", "zest", "jest"])  # fmt: skip
LEAST = frozenset(["shortest", "smallest", "lowest", "youngest", "fewest", "least", "lightest", "cheapest", "slowest",
                    "thinnest", "shallowest", "weakest", "narrowest", "nearest", "closest", "poorest", "worst",
                    "coldest", "briefest", "tiniest", "earliest", "first"])  # fmt: skip
TIMES = frozenset(["first", "last", "earliest", "latest", "newest", "oldest", "youngest", "recent", "recently"])
NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "ten": 10}
EXCEPT = re.compile(
    rf"\s*,?\s*\b(?:other than|except for|except|besides|apart from|excluding|but not|aside from)\s+"
    rf"(?:the\s+)?(?P<name>{NAME}+)",
    re.IGNORECASE,
)
BUT_NOT = re.compile(
    r"\s*,?\s*\b(?:(?:but|and|that|who|which)\s+)*"
    r"(?:(?P<aux>is|are|was|were|has|have|had|did|do|does)\s+)?(?:not|never|n't)\s+(?P<rest>.+?)\s*\??$",
    re.IGNORECASE,
)
COUNT = re.compile(
    r"^\W*(?:how many|(?:what(?:'s| is| was) )?the (?:total )?number of|count(?: the)?)\b", re.IGNORECASE
)
BEFORE = re.compile(
    r"(?:\b(?:and|that|which|who)\s+)?(?:\b(?:is|are|was|were|has|have|had|been|with|did)\s+)*"
    r"(?:\b(?:a|an|the)\s+)?(?:\b(?P<word>[a-z]+)\s+(?P<of>of\s+|out\s+)?)$",
    re.IGNORECASE,
)
LINK = re.compile(
    r"(?:\b(?:and|that|which|who)\s+)?(?:\b(?:is|are|was|were|has|have|had|with|a|an)\s+)*$", re.IGNORECASE
)
HEAD = re.compile(
    r"\W*(?:(?:which|what|whose)\s+[a-z]+(?:\s+(?:of|in)\s+\S+)?|who|name\s+\S+|list\s+\S+)", re.IGNORECASE
)
"""The beginning of a question that a denied clause is asked with by itself."""
FULL_NAME = re.compile(r"(?:the\s+)?(?:first|last)\s+name", re.IGNORECASE)
FIRST = re.compile(r"\W*\w+")
ASKS = re.compile(
    rf"\W*(?:in\s+)?(?:(?:which|what|who|whose|name|list|find|show|give\s+me|tell\s+me)\b)?\s*"
    rf"(?:(?:is|are|was|were)\b|['’]s\b)?\s*(?:of\s+{NAME}+\W*)?(?:the\s+)?(?:{NAME}+\s*(?:['’]s?\b|['’])?\s*)?",
    re.IGNORECASE,
)
"""What may stand before a superlative that is said of what is asked for."""
