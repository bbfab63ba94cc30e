-- refused: unknown table
SELECT name FROM planet

-- refused: unknown column
SELECT altitude FROM mountain

-- refused: unknown column of an alias
SELECT m.altitude FROM mountain m

-- refused: unknown alias
SELECT x.name FROM mountain m

-- refused: unknown column inside a subquery
SELECT name FROM mountain WHERE country_code IN (SELECT iso FROM country)

-- refused: a CTE out of reach
SELECT * FROM (WITH hidden AS (SELECT 1 AS a) SELECT a FROM hidden) x, hidden

-- refused: a CTE named like a system view, out of reach
SELECT * FROM (WITH duckdb_settings AS (SELECT 1 AS a) SELECT a FROM duckdb_settings) x, duckdb_settings

-- refused: a CTE named before it stands
WITH a AS (SELECT * FROM b), b AS (SELECT 1 AS x) SELECT * FROM a

-- refused: unknown function
SELECT no_such_function(name) FROM mountain

-- refused: table of another case and letter
SELECT * FROM montain

-- refused: plural
SELECT * FROM climbers

-- refused: column in a CTE
WITH a AS (SELECT heigth_m FROM mountain) SELECT * FROM a

-- refused: column of a CTE
WITH a AS (SELECT name AS peak FROM mountain) SELECT pek FROM a

-- refused: column of a starred CTE
WITH a AS (SELECT * FROM mountain) SELECT nam FROM a

-- refused: column of a renamed CTE
WITH a(x, y) AS (SELECT name, id FROM mountain) SELECT name FROM a

-- refused: column of a derived table
SELECT t.cnt FROM (SELECT count(*) AS n FROM mountain) t

-- refused: column of an unnamed derived table
SELECT cnt FROM (SELECT count(*) AS n FROM mountain)

-- refused: column in a correlated subquery
SELECT name FROM country c WHERE EXISTS (SELECT 1 FROM mountain m WHERE m.contry = c.code)

-- refused: outer column in a correlated subquery
SELECT name FROM country c WHERE EXISTS (SELECT 1 FROM mountain m WHERE m.country_code = c.kode)

-- refused: column in a lateral join
SELECT m.name FROM mountain m, LATERAL (SELECT m.height + 1 AS h) t

-- refused: column of a lateral join
SELECT t.hh FROM mountain m, LATERAL (SELECT m.height_m + 1 AS h) t

-- refused: using
SELECT count(*) FROM mountain JOIN country USING (kode)

-- refused: using of one side only
SELECT count(*) FROM mountain JOIN country USING (height_m)

-- refused: excluded
SELECT * EXCLUDE (altitude) FROM mountain

-- refused: replaced
SELECT * REPLACE (1 AS altitude) FROM mountain

-- refused: star of an unknown alias
SELECT x.* FROM mountain m

-- refused: order by
SELECT name FROM mountain ORDER BY altitude

-- refused: order by in a set operation
SELECT name FROM mountain UNION SELECT name FROM climber ORDER BY altitude

-- refused: group by
SELECT count(*) FROM mountain GROUP BY rang

-- refused: having
SELECT range_name FROM mountain GROUP BY range_name HAVING max(hight) > 1

-- refused: partition
SELECT rank() OVER (PARTITION BY rang ORDER BY height_m) FROM mountain

-- refused: named window
SELECT rank() OVER w FROM mountain WINDOW w AS (ORDER BY hight)

-- refused: filter
SELECT count(*) FILTER (WHERE hight > 1) FROM mountain

-- refused: table name hidden by its alias
SELECT mountain.name FROM mountain AS m

-- refused: column of values
SELECT v.c FROM (VALUES (1, 2)) v(a, b)

-- refused: column of unnest
SELECT u.y FROM unnest([1, 2]) u(x)

-- refused: column of range
SELECT r.y FROM range(3) r(x)

-- refused: renamed columns
SELECT id FROM mountain AS m(a, b, c)

-- refused: second part of a set operation
SELECT name FROM mountain UNION SELECT naem FROM climber

-- refused: text in double quotes
SELECT name FROM mountain WHERE name = "K2"

-- refused: row identifier
SELECT rowid FROM mountain

-- refused: two tables of one name
SELECT * FROM mountain, mountain

-- refused: two subqueries of one name
SELECT * FROM (SELECT 1 AS a) t, (SELECT 2 AS a) t

-- refused: a table as a value
SELECT mountain FROM mountain

-- refused: in a recursive CTE
WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT m + 1 FROM t WHERE n < 3) SELECT n FROM t

-- refused: schema of the catalog
SELECT * FROM other.mountain

-- refused: function that does not exist
SELECT frobnicate(name) FROM mountain
