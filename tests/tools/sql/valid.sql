-- all
SELECT * FROM mountain

-- columns
SELECT name, height_m FROM mountain

-- letter case
select NAME from MOUNTAIN

-- trailing semicolon and comment
SELECT name FROM mountain; -- the names

-- leading comment
/* all of them */ SELECT name FROM mountain

-- from first
FROM mountain SELECT name

-- parentheses
(SELECT name FROM mountain)

-- quoted identifiers
SELECT "name" FROM "mountain"

-- schema
SELECT name FROM main.mountain

-- alias
SELECT m.name AS peak FROM mountain AS m

-- where
SELECT name FROM mountain WHERE height_m > 8000 AND range_name = 'Himalayas'

-- or, not, null
SELECT name FROM mountain WHERE NOT (height_m < 5000 OR first_ascent IS NULL)

-- between
SELECT name FROM mountain WHERE height_m BETWEEN 6000 AND 8000

-- in
SELECT name FROM mountain WHERE country_code IN ('NP', 'PK')

-- not in
SELECT name FROM climber WHERE id NOT IN (SELECT climber_id FROM ascent)

-- like
SELECT name FROM mountain WHERE name LIKE 'M%' OR name ILIKE '%blanc'

-- like with an escape
SELECT name FROM mountain WHERE name LIKE '%!%%' ESCAPE '!'

-- distinct
SELECT DISTINCT continent FROM country

-- count
SELECT count(*) FROM mountain

-- count distinct
SELECT count(DISTINCT range_name) FROM mountain

-- aggregates
SELECT min(height_m), max(height_m), avg(height_m), sum(height_m), median(height_m), stddev(height_m) FROM mountain

-- order and limit
SELECT name FROM mountain ORDER BY height_m DESC LIMIT 3

-- offset
SELECT name FROM mountain ORDER BY height_m DESC LIMIT 1 OFFSET 1

-- order with nulls
SELECT name FROM mountain ORDER BY first_ascent ASC NULLS LAST

-- order by position and alias
SELECT name, height_m AS h FROM mountain ORDER BY h, 1

-- group
SELECT range_name, count(*) FROM mountain GROUP BY range_name

-- group by all
SELECT range_name, count(*) FROM mountain GROUP BY ALL ORDER BY ALL

-- having
SELECT country_code FROM mountain GROUP BY country_code HAVING count(*) > 1

-- having on an alias
SELECT country_code, count(*) AS n FROM mountain GROUP BY country_code HAVING n > 1

-- rollup
SELECT continent, count(*) FROM country GROUP BY ROLLUP (continent)

-- grouping sets
SELECT continent, count(*) FROM country GROUP BY GROUPING SETS ((continent), ())

-- join
SELECT m.name, c.name FROM mountain m JOIN country c ON m.country_code = c.code

-- left join
SELECT c.name, a.year FROM climber c LEFT JOIN ascent a ON a.climber_id = c.id

-- three tables
SELECT m.name, c.name, a.year FROM ascent a JOIN mountain m ON m.id = a.mountain_id JOIN climber c ON c.id = a.climber_id

-- using
SELECT count(*) FROM mountain JOIN (SELECT id, birth_year FROM climber) c USING (id)

-- self join
SELECT a.name, b.name FROM mountain a JOIN mountain b ON a.country_code = b.country_code AND a.id < b.id

-- cross join
SELECT count(*) FROM country CROSS JOIN climber

-- comma join
SELECT m.name FROM mountain m, country c WHERE m.country_code = c.code AND c.continent = 'Europe'

-- scalar subquery
SELECT name FROM mountain WHERE height_m = (SELECT max(height_m) FROM mountain)

-- correlated subquery
SELECT name FROM country c WHERE EXISTS (SELECT 1 FROM mountain m WHERE m.country_code = c.code AND height_m > 8500)

-- subquery in the select list
SELECT name, (SELECT count(*) FROM mountain m WHERE m.country_code = c.code) AS mountains FROM country c

-- derived table
SELECT avg(n) FROM (SELECT count(*) AS n FROM mountain GROUP BY country_code) t

-- CTE
WITH high AS (SELECT * FROM mountain WHERE height_m > 8000) SELECT count(*) FROM high

-- two CTEs
WITH high AS (SELECT * FROM mountain WHERE height_m > 8000), np AS (SELECT * FROM high WHERE country_code = 'NP') SELECT name FROM np

-- CTE with column names
WITH t(a, b) AS (SELECT name, height_m FROM mountain) SELECT a FROM t WHERE b > 8000

-- recursive CTE
WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 10) SELECT sum(n) FROM t

-- union
SELECT name FROM mountain UNION SELECT name FROM climber

-- union all, ordered
SELECT name FROM mountain UNION ALL SELECT name FROM climber ORDER BY name LIMIT 5

-- intersect
SELECT code FROM country INTERSECT SELECT country_code FROM mountain

-- except
SELECT code FROM country EXCEPT SELECT country_code FROM mountain

-- case
SELECT name, CASE WHEN height_m > 8000 THEN 'high' ELSE 'lower' END FROM mountain

-- coalesce and nullif
SELECT coalesce(range_name, 'none'), nullif(height_m, 0) FROM mountain

-- casts
SELECT CAST(height_m AS DOUBLE), height_m::VARCHAR, TRY_CAST(name AS INTEGER) FROM mountain

-- arithmetic
SELECT population / area_km2, height_m * 3.28084, height_m % 2, height_m // 1000 FROM country, mountain

-- rounding
SELECT round(avg(height_m), 1), floor(2.5), ceil(2.5), abs(-1), sqrt(4), power(2, 3) FROM mountain

-- text functions
SELECT lower(name), upper(name), length(name), substring(name, 1, 3), trim(name), name || '!', replace(name, 'a', 'b') FROM mountain

-- more text functions
SELECT left(name, 2), right(name, 2), contains(name, 'a'), starts_with(name, 'M'), split_part(name, ' ', 1), concat(name, '!') FROM mountain

-- regular expressions
SELECT name FROM mountain WHERE regexp_matches(name, '^M.*t$')

-- date parts
SELECT year(first_ascent), month(first_ascent), extract(day FROM first_ascent), date_part('year', first_ascent) FROM mountain

-- date literals
SELECT name FROM mountain WHERE first_ascent < DATE '1900-01-01' AND first_ascent >= '1800-01-01'

-- date arithmetic
SELECT name, date_diff('year', first_ascent, DATE '2000-01-01'), first_ascent + INTERVAL 1 YEAR FROM mountain

-- date format
SELECT strftime(first_ascent, '%Y-%m') FROM mountain

-- today
SELECT current_date, now()

-- window
SELECT name, row_number() OVER (PARTITION BY country_code ORDER BY height_m DESC) FROM mountain

-- ranks
SELECT name, rank() OVER (ORDER BY height_m DESC), dense_rank() OVER (ORDER BY height_m DESC) FROM mountain

-- frame
SELECT sum(height_m) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM mountain

-- qualify
SELECT name FROM mountain QUALIFY row_number() OVER (PARTITION BY country_code ORDER BY height_m DESC) = 1

-- filter
SELECT count(*) FILTER (WHERE height_m > 8000) FROM mountain

-- arg_max
SELECT arg_max(name, height_m) FROM mountain

-- string_agg
SELECT country_code, string_agg(name, ', ' ORDER BY name) FROM mountain GROUP BY country_code

-- lists
SELECT list(name), unnest([1, 2, 3]) FROM mountain GROUP BY country_code

-- percentile
SELECT quantile_cont(height_m, 0.9) FROM mountain

-- booleans
SELECT count(*) FROM ascent WHERE oxygen AND NOT (year IS NULL)

-- any and all
SELECT name FROM mountain WHERE height_m >= ALL (SELECT height_m FROM mountain)

-- values
SELECT v.a FROM (VALUES (1, 'x'), (2, 'y')) AS v(a, b)

-- range in FROM
SELECT r.range FROM range(1, 5) r

-- star without a column
SELECT * EXCLUDE (id) FROM mountain

-- distinct on
SELECT DISTINCT ON (country_code) country_code, name FROM mountain ORDER BY country_code, height_m DESC

-- distance of names
SELECT name FROM mountain ORDER BY levenshtein(name, 'Everst') LIMIT 1

-- a literal that looks like an attack
SELECT name FROM climber WHERE name = '''; DROP TABLE mountain; --'

-- two subqueries without a name
SELECT count(*) FROM (SELECT id FROM mountain), (SELECT code FROM country)

-- star of an alias
SELECT m.*, c.name FROM mountain m JOIN country c ON m.country_code = c.code

-- star without a column, of a CTE
WITH high AS (SELECT * EXCLUDE (range_name) FROM mountain) SELECT name, height_m FROM high

-- star with a column replaced
SELECT * REPLACE (upper(name) AS name) FROM mountain

-- columns of a table renamed
SELECT peak FROM mountain AS m(number, peak)

-- join with using, the column alone
SELECT id FROM mountain JOIN climber USING (id)

-- lateral
SELECT m.name, t.feet FROM mountain m, LATERAL (SELECT m.height_m * 3.28084 AS feet) t

-- lateral without the word
SELECT m.name, t.feet FROM mountain m, (SELECT m.height_m * 3.28084 AS feet) t

-- correlated twice
SELECT name FROM country c WHERE EXISTS (SELECT 1 FROM mountain m WHERE m.country_code = c.code AND EXISTS (SELECT 1 FROM ascent a WHERE a.mountain_id = m.id AND c.continent = 'Asia'))

-- correlated CTE
SELECT name, (WITH own AS (SELECT * FROM mountain WHERE country_code = c.code) SELECT count(*) FROM own) FROM country c

-- recursive CTE under an alias
WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT a.n + 1 FROM t AS a WHERE a.n < 5) SELECT n FROM t

-- recursive path
WITH RECURSIVE t(id, path) AS (SELECT id, name FROM mountain WHERE id = 1 UNION ALL SELECT m.id, t.path || ' > ' || m.name FROM t JOIN mountain m ON m.id = t.id + 1) SELECT max(length(path)) FROM t

-- CTE within a CTE
WITH a AS (WITH b AS (SELECT name FROM mountain) SELECT name AS peak FROM b) SELECT peak FROM a

-- alias in ORDER BY of a set operation
SELECT name AS n FROM mountain UNION SELECT name FROM climber ORDER BY n

-- alias of the same query
SELECT height_m * 2 AS twice, twice + 1 AS more FROM mountain WHERE twice > 10000

-- named window
SELECT rank() OVER w FROM mountain WINDOW w AS (PARTITION BY country_code ORDER BY height_m)

-- fields of a struct
SELECT s.peak FROM (SELECT {'peak': name} AS s FROM mountain) t

-- fields of a struct, from a CTE
WITH t AS (SELECT {'peak': name, 'h': height_m} AS s FROM mountain) SELECT s.peak, t.s.h FROM t

-- lambda
SELECT list_transform([1, 2, 3], x -> x + 1)

-- lambda with its word
SELECT list_transform(list(height_m), lambda x: x / 1000) FROM mountain

-- unnest with a name
SELECT u.x FROM unnest([1, 2]) AS u(x)

-- range with a name
SELECT r.n FROM range(3) AS r(n)

-- long names joined
SELECT c.name || ', ' || c.continent || ': ' || m.name || ' (' || m.height_m || ' m)' FROM mountain m JOIN country c ON m.country_code = c.code

-- texts of many rows joined
SELECT country_code, 'has ' || string_agg(name, ', ') || '.' FROM mountain GROUP BY country_code

-- distance of two columns
SELECT a.name, b.name FROM mountain a, climber b WHERE levenshtein(lower(a.name), lower(b.name)) < 5

-- table statement
TABLE mountain

-- natural join
SELECT name FROM mountain NATURAL JOIN climber

-- semi join
SELECT name FROM country SEMI JOIN mountain ON country.code = mountain.country_code
