"""What a statement may be made of. Whatever is not named here is refused."""

from __future__ import annotations

from sqlglot import exp

QUERY: frozenset[type[exp.Expr]] = frozenset(
    {
        exp.Select, exp.Union, exp.Intersect, exp.Except, exp.Subquery, exp.With, exp.CTE, exp.From, exp.Join,
        exp.Lateral, exp.Table, exp.TableAlias, exp.Alias, exp.Aliases, exp.Values, exp.Where, exp.Group, exp.Having,
        exp.Qualify, exp.Order, exp.Ordered, exp.Limit, exp.Offset, exp.Fetch, exp.LimitOptions, exp.Distinct,
        exp.Window, exp.WindowSpec, exp.WithinGroup, exp.Filter, exp.IgnoreNulls, exp.RespectNulls, exp.Rollup,
        exp.Cube, exp.GroupingSets, exp.Unnest,
    }
)  # fmt: skip
"""Clauses of a query that reads."""

SCALAR: frozenset[type[exp.Expr]] = frozenset(
    {
        exp.Identifier, exp.Column, exp.Star, exp.Literal, exp.Boolean, exp.Null, exp.Var, exp.Paren, exp.Tuple,
        exp.Array, exp.Bracket, exp.Slice, exp.Struct, exp.PropertyEQ, exp.Lambda, exp.DataType, exp.DataTypeParam,
        exp.Interval, exp.Collate, exp.AtTimeZone,
        exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ,
        exp.Is, exp.In, exp.Between, exp.Like, exp.ILike, exp.SimilarTo, exp.Glob, exp.Escape, exp.Any, exp.All,
        exp.Exists,
        exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.Neg, exp.DPipe, exp.BitwiseAnd, exp.BitwiseOr,
        exp.BitwiseXor, exp.BitwiseNot,
        exp.JSONPath, exp.JSONPathKey, exp.JSONPathRoot, exp.JSONPathSubscript, exp.JSONPathWildcard,
    }
)  # fmt: skip
"""Values and operators."""

FUNCTIONS: frozenset[type[exp.Expr]] = frozenset(
    {
        # aggregates
        exp.Count, exp.CountIf, exp.Sum, exp.Avg, exp.Min, exp.Max, exp.Median, exp.Mode, exp.Quantile,
        exp.PercentileCont, exp.PercentileDisc, exp.ApproxQuantile, exp.ApproxDistinct, exp.Stddev, exp.StddevPop,
        exp.StddevSamp, exp.Variance, exp.VariancePop, exp.Corr, exp.CovarPop, exp.CovarSamp, exp.Kurtosis,
        exp.Skewness, exp.ArgMax, exp.ArgMin, exp.First, exp.Last, exp.AnyValue, exp.LogicalAnd, exp.LogicalOr,
        exp.GroupConcat, exp.ArrayAgg, exp.Grouping,
        # windows
        exp.RowNumber, exp.Rank, exp.DenseRank, exp.PercentRank, exp.CumeDist, exp.Ntile, exp.Lag, exp.Lead,
        exp.FirstValue, exp.LastValue, exp.NthValue,
        # conditions and casts
        exp.Case, exp.If, exp.Coalesce, exp.Nullif, exp.Greatest, exp.Least, exp.Cast, exp.TryCast, exp.Typeof,
        # numbers
        exp.Abs, exp.Round, exp.Ceil, exp.Floor, exp.Trunc, exp.Sign, exp.Sqrt, exp.Cbrt, exp.Pow, exp.Exp, exp.Ln,
        exp.Log, exp.Pi, exp.Radians, exp.Degrees, exp.Sin, exp.Cos, exp.Tan, exp.Asin, exp.Acos, exp.Atan, exp.Atan2,
        exp.IsNan, exp.IsInf,
        # text
        exp.Lower, exp.Upper, exp.Length, exp.Substring, exp.Left, exp.Right, exp.Trim, exp.Replace, exp.Reverse,
        exp.Concat, exp.ConcatWs, exp.StrPosition, exp.Contains, exp.StartsWith, exp.EndsWith, exp.SplitPart, exp.Split,
        exp.RegexpLike, exp.RegexpFullMatch, exp.RegexpExtract, exp.RegexpReplace, exp.Levenshtein,
        exp.JarowinklerSimilarity, exp.Ascii, exp.Unicode, exp.Initcap,
        # dates
        exp.CurrentDate, exp.CurrentTimestamp, exp.Date, exp.DateFromParts, exp.TimestampFromParts, exp.DateAdd,
        exp.DateSub, exp.DateDiff, exp.DateTrunc, exp.TimestampTrunc, exp.Extract, exp.Year, exp.Quarter, exp.Month,
        exp.Week, exp.WeekOfYear, exp.Day, exp.DayOfMonth, exp.DayOfWeek, exp.DayOfYear, exp.Hour, exp.Minute,
        exp.Second, exp.Dayname, exp.Monthname, exp.LastDay, exp.TimeToStr, exp.StrToTime, exp.TsOrDsToDate,
        exp.UnixToTime, exp.TimeToUnix, exp.ToDays,
        # lists and documents
        exp.ArraySize, exp.ArrayContains, exp.ArrayDistinct, exp.ArraySort, exp.ArrayToString, exp.Explode,
        exp.Transform, exp.StructExtract, exp.JSONExtract, exp.JSONExtractScalar,
    }
)  # fmt: skip
"""Functions that the parser knows; none reads a file, the network, a setting or the clock's zone tables."""

OTHER_FUNCTIONS = frozenset(
    {
        "age", "century", "cbrt", "covar_pop", "covar_samp", "damerau_levenshtein", "date_part", "date_sub",
        "datepart", "datesub", "dayofweek", "dayofyear", "decade", "entropy", "even", "favg", "fsum", "gcd",
        "geomean", "hamming", "histogram", "isfinite", "isinf", "isodow", "isoyear", "jaccard", "jaro_similarity",
        "jaro_winkler_similarity", "json_array_length", "julian", "lcm", "list_avg", "list_count", "list_max",
        "list_min", "list_sum", "list_unique", "mad", "make_time", "mean", "microsecond", "millisecond", "now",
        "nfc_normalize", "prefix", "product", "quantile", "regr_intercept", "regr_r2", "regr_slope", "strip_accents",
        "strlen", "suffix", "to_hours", "to_minutes", "to_months", "to_seconds", "to_years", "total", "weekday",
        "yearweek",
    }
)  # fmt: skip
"""Functions that the parser only knows by name."""

TABLE_FUNCTIONS: frozenset[type[exp.Expr]] = frozenset({exp.GenerateSeries})
"""Functions that may stand in FROM besides `unnest`: `range` and `generate_series`, which stream there. Not elsewhere:
as a scalar they build their whole list in memory."""

UNITS = frozenset(
    {
        "year", "quarter", "month", "week", "day", "hour", "minute", "second", "millisecond", "microsecond", "decade",
        "century", "dow", "isodow", "doy", "epoch", "isoyear", "yearweek", "years", "quarters", "months", "weeks",
        "days", "hours", "minutes", "seconds", "all", "nocase", "noaccent",
    }
)  # fmt: skip
"""Bare words that are no names: units of time, `ORDER BY ALL`, and collations."""
