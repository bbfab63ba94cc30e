-- refused: sleep
SELECT sleep_ms(100000)

-- refused: postgres sleep
SELECT pg_sleep(100)

-- refused: list of a billion
SELECT range(1000000000)

-- refused: list of a billion by unnest
SELECT unnest(generate_series(1, 1000000000))

-- refused: text of a gigabyte
SELECT repeat('x', 1000000000)

-- refused: padding of a gigabyte
SELECT lpad('x', 1000000000, 'y')

-- refused: format width of a gigabyte
SELECT printf('%1000000000d', 1)

-- refused: nested replacements
SELECT replace(replace(name, 'a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'), 'a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa') FROM mountain

-- refused: replacement from a column
SELECT replace(name, 'a', name) FROM mountain

-- refused: array of a fixed length
SELECT CAST(NULL AS INTEGER[100000]) FROM mountain

-- refused: array of arrays
SELECT CAST(NULL AS INTEGER[1000][1000]) FROM mountain

-- refused: repeat in a table
SELECT * FROM repeat('x', 1000000000)

-- refused: rpad
SELECT rpad('x', 1000000000, 'y')

-- refused: format width
SELECT format('{:1000000000d}', 1)

-- refused: list_resize
SELECT list_resize([1], 1000000000)

-- refused: bar
SELECT bar(1, 0, 1, 1000000000)

-- refused: bitstring
SELECT bitstring('1', 1000000000)

-- refused: generate_series as a value
SELECT generate_series(1, 1000000000)

-- refused: range in a lambda
SELECT list_transform([1], x -> range(1000000000))

-- refused: range in a condition
SELECT 1 WHERE len(range(1000000000)) > 1

-- refused: factorial
SELECT factorial(100000)

-- refused: sleep in WHERE
SELECT name FROM mountain WHERE sleep_ms(1000) IS NULL

-- refused: too long
SELECT '{x*20001}'

-- refused: too many parts
SELECT 1{+1*2499}

-- refused: too deep
SELECT {(*1500}1{)*1500}

-- refused: deep CASE
SELECT {CASE WHEN true THEN *400}1{ END*400}

-- refused: cross product of replacements
SELECT replace(replace(replace(replace(name,'a','bbbbbbbb'),'b','cccccccc'),'c','dddddddd'),'d','eeeeeeee') FROM mountain

-- refused: regexp replacement from a column
SELECT regexp_replace(name, 'a', name, 'g') FROM mountain

-- limited: count of a huge range
SELECT count(*) FROM range(1000000000000) WHERE range % 7 = 8

-- limited: rows of a huge range
SELECT * FROM range(1000000000000)

-- limited: huge series
SELECT sum(generate_series) FROM generate_series(1, 1000000000000)

-- limited: cross join of ranges
SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range + b.range = 7

-- limited: cross join of tables
SELECT count(*) FROM mountain a, mountain b, mountain c, mountain d, mountain e, mountain f, mountain g, mountain h WHERE a.id + b.id + c.id + d.id + e.id + f.id + g.id + h.id > 3

-- limited: sixty tables
SELECT count(*) FROM mountain m0, mountain m1, mountain m2, mountain m3, mountain m4, mountain m5, mountain m6, mountain m7, mountain m8, mountain m9, mountain m10, mountain m11, mountain m12, mountain m13, mountain m14, mountain m15, mountain m16, mountain m17, mountain m18, mountain m19, mountain m20, mountain m21, mountain m22, mountain m23, mountain m24, mountain m25, mountain m26, mountain m27, mountain m28, mountain m29, mountain m30, mountain m31, mountain m32, mountain m33, mountain m34, mountain m35, mountain m36, mountain m37, mountain m38, mountain m39, mountain m40, mountain m41, mountain m42, mountain m43, mountain m44, mountain m45, mountain m46, mountain m47, mountain m48, mountain m49, mountain m50, mountain m51, mountain m52, mountain m53, mountain m54, mountain m55, mountain m56, mountain m57, mountain m58, mountain m59

-- limited: endless recursion
WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t

-- limited: endless recursion, streamed
WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT n FROM t

-- limited: recursion that doubles its rows
WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT a.n + 1 FROM t AS a, t AS b) SELECT count(*) FROM t

-- limited: recursion that doubles a text
WITH RECURSIVE t(n, s) AS (SELECT 1, 'x' UNION ALL SELECT n + 1, s || s FROM t WHERE n < 40) SELECT max(length(s)) FROM t

-- limited: recursion that doubles a list
WITH RECURSIVE t(n, s) AS (SELECT 1, [1] UNION ALL SELECT n + 1, s || s FROM t WHERE n < 40) SELECT max(len(s)) FROM t

-- limited: list of everything
SELECT list(a.range) FROM range(1000000000) a

-- limited: text of everything
SELECT string_agg(a.range, ',') FROM range(1000000000) a

-- limited: map of everything
SELECT histogram(a.range) FROM range(1000000000) a

-- limited: distinct pairs
SELECT count(DISTINCT a.range * 100000 + b.range) FROM range(100000) a, range(100000) b

-- limited: sort of pairs
SELECT a.range * b.range AS k FROM range(100000) a, range(100000) b ORDER BY k DESC

-- limited: median of pairs
SELECT median(a.range * b.range) FROM range(1000000) a, range(1000) b

-- limited: wide frames
SELECT max(s) FROM (SELECT count(DISTINCT a.range % 1000) OVER (ORDER BY a.range ROWS BETWEEN 100000 PRECEDING AND 100000 FOLLOWING) AS s FROM range(1000000) a) t

-- limited: cube of twelve
SELECT count(*) FROM mountain GROUP BY CUBE (id, name, height_m, country_code, range_name, first_ascent, id + 1, id + 2, id + 3, id + 4, id + 5, id + 6)

-- limited: edit distance of long texts
SELECT max(levenshtein('{x*8000}' || r.range, '{x*8000}' || r.range)) FROM range(3000) r

-- limited: other edit distance of long texts
SELECT max(damerau_levenshtein(a.s || a.s, a.s)) FROM (SELECT string_agg(r.range, '') AS s FROM range(3000) r) a, range(3000) b

-- limited: regular expression on long texts
SELECT count(*) FROM range(1000000) r WHERE regexp_matches('{x*8000}' || r.range, '(x+x+)+y')

-- limited: regular expression with huge counts
SELECT regexp_matches(name, '((a{1,30}){1,30}){1,30}') FROM mountain

-- limited: long date format
SELECT max(length(strftime(DATE '2000-01-01' + CAST(r.range AS INT), '{%c*9000}'))) FROM range(1000000) r

-- limited: doubling by concatenation
SELECT count(*) FROM (SELECT s || s || s || s || s || s || s || s AS s FROM (SELECT s || s || s || s || s || s || s || s AS s FROM (SELECT '{x*8000}' || r.range AS s FROM range(100000) r) a) b) c WHERE s || s || s || s LIKE '%q'

-- limited: replacement of a long text
SELECT max(length(replace('{x*8000}' || r.range, 'x', 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy'))) FROM range(100000) r

-- limited: lists in lists
SELECT list_transform(l, x -> list_transform(l, y -> list_transform(l, z -> x + y + z))) FROM (SELECT list(range) AS l FROM range(1000)) t

-- limited: unnest of lists
SELECT count(*) FROM (SELECT unnest(l), unnest(l) FROM (SELECT list(range) AS l FROM range(100000)) a, range(100000) b) c

-- limited: three hundred set operations
SELECT 1{ UNION SELECT 1*300}

-- limited: three thousand values
SELECT 1 WHERE 1 IN (0{, 1*2999})

-- limited: one huge cell
SELECT s || s || s FROM (SELECT s || s || s || s AS s FROM (SELECT '{x*8000}' AS s) a) b
