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
        "strlen", "suffix", "to_hours", "to_minutes", "to_months", "to_seconds", "to_years", "weekday",
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

ENGINE_FUNCTIONS = frozenset(
    {
        "+", "-", "*", "/", "//", "%", "**", "^", "&", "|", "~", "<<", ">>", "||", "~~", "~~*", "!~~", "!~~*", "~~~",
        "^@", "->", "->>", "@",
        "abs", "acos", "age", "any_value", "approx_count_distinct", "approx_quantile", "arg_max", "arg_min",
        "array_agg", "array_contains", "array_extract", "array_length", "array_reverse_sort", "array_slice",
        "array_to_string", "ascii", "asin", "atan", "atan2", "avg", "bool_and", "bool_or", "cbrt", "ceil", "century",
        "concat", "concat_ws", "contains", "corr", "cos", "count", "count_if", "count_star", "covar_pop",
        "covar_samp", "cume_dist", "current_date", "current_localtimestamp", "current_timestamp",
        "damerau_levenshtein", "date", "date_add", "date_diff", "date_part", "date_sub", "date_trunc", "datepart",
        "datesub", "day", "dayname", "dayofmonth", "dayofweek", "dayofyear", "decade", "degrees", "dense_rank",
        "ends_with", "entropy", "epoch", "epoch_ms", "even", "exp", "favg", "first", "first_value", "floor", "fsum",
        "gcd", "geomean", "get_current_time", "get_current_timestamp", "greatest", "grouping", "hamming", "histogram",
        "hour", "ilike_escape", "isfinite", "isinf", "isnan", "isodow", "isoyear", "jaccard", "jaro_similarity",
        "jaro_winkler_similarity", "json_array_length", "json_extract", "json_extract_string", "julian", "kurtosis",
        "lag", "last", "last_day", "last_value", "lcm", "lead", "least", "left", "length", "levenshtein",
        "like_escape", "list", "list_avg", "list_contains", "list_count", "list_distinct", "list_extract",
        "list_filter", "list_max", "list_min", "list_reverse_sort", "list_slice", "list_sort", "list_sum",
        "list_transform", "list_unique", "list_value", "listagg", "ln", "log", "log10", "log2", "lower", "ltrim",
        "mad", "make_date", "make_time", "make_timestamp", "max", "mean", "median", "microsecond", "millisecond",
        "min", "minute", "mod", "mode", "month", "monthname", "nfc_normalize", "not_ilike_escape", "not_like_escape",
        "now", "nth_value", "ntile", "nullif", "octet_length", "percent_rank", "pi", "pow", "power", "prefix",
        "product", "quantile", "quantile_cont", "quantile_disc", "quarter", "radians", "rank", "regexp_extract",
        "regexp_full_match", "regexp_matches", "regexp_replace", "regr_intercept", "regr_r2", "regr_slope", "replace",
        "reverse", "right", "round", "row", "row_number", "rtrim", "second", "sign", "sin", "skewness", "split_part",
        "sqrt", "starts_with", "stddev", "stddev_pop", "stddev_samp", "str_split", "strftime", "string_agg",
        "strip_accents", "strlen", "strpos", "strptime", "struct_extract", "struct_pack", "substring", "suffix",
        "sum", "tan", "timezone", "to_centuries", "to_days", "to_decades", "to_hours", "to_microseconds",
        "to_milliseconds", "to_minutes", "to_months", "to_quarters", "to_seconds", "to_timestamp", "to_weeks",
        "to_years", "today", "trim", "trunc", "typeof", "unicode", "unnest", "upper", "var_pop", "var_samp",
        "variance", "week", "weekday", "weekofyear", "year", "yearweek",
    }
)  # fmt: skip
"""Functions and operators by the names that DuckDB reads in what the guard writes."""

DATA_TYPES = frozenset(
    {
        "bigint", "bit", "blob", "bool", "boolean", "bpchar", "bytea", "char", "character", "date", "datetime", "dec",
        "decimal", "double", "float", "float4", "float8", "hugeint", "int", "int1", "int2", "int4", "int8", "integer",
        "interval", "json", "list", "logical", "long", "map", "nchar", "numeric", "nvarchar", "oid", "real", "row",
        "short", "signed", "smallint", "string", "struct", "text", "time", "time_ns", "timestamp", "timestamp_ms",
        "timestamp_ns", "timestamp_s", "timestamptz", "timetz", "tinyint", "ubigint", "uhugeint", "uinteger",
        "usmallint", "utinyint", "uuid", "varbinary", "varchar", "time with time zone", "timestamp with time zone",
        "timestamp without time zone", "time without time zone",
    }
)  # fmt: skip
"""Types of casts. Lists of any length are among them, arrays of a fixed length are not: each of their NULLs takes the
whole length in memory."""
