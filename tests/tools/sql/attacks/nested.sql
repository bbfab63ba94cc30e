-- refused: delete in a CTE
WITH gone AS (DELETE FROM mountain RETURNING *) SELECT * FROM gone

-- refused: insert in a nested CTE
WITH a AS (WITH b AS (INSERT INTO country VALUES ('XX', 'x', 'x', 1, 1) RETURNING *) SELECT * FROM b) SELECT * FROM a

-- refused: update in a CTE
WITH u AS (UPDATE mountain SET height_m = 1 RETURNING id) SELECT count(*) FROM u

-- refused: select into
SELECT * INTO copy_of FROM mountain

-- refused: merge in a CTE
WITH m AS (MERGE INTO mountain USING country ON true WHEN MATCHED THEN DELETE RETURNING *) SELECT * FROM m

-- refused: copy in a CTE
WITH c AS (COPY mountain TO '{folder}/x.csv') SELECT 1

-- refused: attach in a CTE
WITH a AS (ATTACH '{duckdb}') SELECT 1

-- refused: drop in a subquery
SELECT * FROM (DROP TABLE mountain)

-- refused: insert in a subquery
SELECT * FROM (INSERT INTO country VALUES ('XX','x','x',1,1) RETURNING *) t

-- refused: delete in EXISTS
SELECT 1 WHERE EXISTS (DELETE FROM mountain RETURNING 1)

-- refused: update as a scalar
SELECT (UPDATE mountain SET height_m = 1 RETURNING 1)

-- refused: with before delete
WITH a AS (SELECT 1) DELETE FROM mountain

-- refused: with before insert
WITH a AS (SELECT * FROM country) INSERT INTO country SELECT * FROM a

-- refused: with before update
WITH a AS (SELECT 1 AS x) UPDATE mountain SET height_m = (SELECT x FROM a)

-- refused: with before copy
WITH a AS (SELECT 1) COPY a TO '{folder}/x.csv'

-- refused: from first then insert
FROM mountain INSERT INTO country

-- refused: describe in FROM
SELECT * FROM (DESCRIBE mountain)

-- refused: show in FROM
SELECT * FROM (SHOW ALL TABLES)

-- refused: summarize in FROM
SELECT * FROM (SUMMARIZE mountain)

-- refused: describe a file in FROM
SELECT * FROM (DESCRIBE '{csv}')

-- refused: pivot in FROM
SELECT * FROM (PIVOT mountain ON range_name USING count(*))

-- refused: pivot clause
SELECT * FROM mountain PIVOT (count(*) FOR range_name IN ('Alps'))

-- refused: unpivot clause
SELECT * FROM mountain UNPIVOT (v FOR n IN (height_m))

-- refused: explain in FROM
SELECT * FROM (EXPLAIN SELECT 1)

-- refused: call in FROM
SELECT * FROM (CALL duckdb_settings())

-- refused: pragma in FROM
SELECT * FROM (PRAGMA version)

-- refused: create in a CTE
WITH c AS (CREATE TABLE t AS SELECT 1) SELECT 1

-- refused: set in a CTE
WITH s AS (SET threads = 9) SELECT 1

-- refused: delete behind a set operation
SELECT 1 UNION DELETE FROM mountain RETURNING id

-- refused: insert behind except
SELECT code FROM country EXCEPT (INSERT INTO country VALUES ('X','x','x',1,1) RETURNING code)

-- refused: into a file
SELECT * FROM mountain INTO OUTFILE '{folder}/x.csv'

-- refused: into dumpfile
SELECT name INTO DUMPFILE '{folder}/x' FROM mountain

-- refused: select into temp
SELECT * INTO TEMP copy_of FROM mountain

-- refused: recursive delete
WITH RECURSIVE t AS (DELETE FROM mountain RETURNING id UNION ALL SELECT id FROM t) SELECT * FROM t

-- refused: deep CTE update
WITH a AS (WITH b AS (WITH c AS (UPDATE country SET name = 'x' RETURNING *) SELECT * FROM c) SELECT * FROM b) SELECT * FROM a

-- runs: using key
WITH RECURSIVE t(a, b) USING KEY (a) AS (SELECT 1, 1 UNION SELECT a, b + 1 FROM t WHERE b < 3) SELECT * FROM t
