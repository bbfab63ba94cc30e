-- whole numbers divide to fractions
SELECT id, id / 2, 7 / 2 AS half FROM employee ORDER BY id

-- whole division truncates
SELECT id // 2, -7 // 2 FROM employee ORDER BY id

-- remainders and decimal division
SELECT sale_id, unit_price / quantity, 5 % quantity, -7 % 3, 5 // quantity FROM sale WHERE quantity > 0 ORDER BY sale_id

-- letter case of names does not matter
SELECT FIRSTNAME, e.LastName, r.name FROM Employee E JOIN region R ON E.REGION_ID = r.ID ORDER BY e.ID

-- quoted names in another case
SELECT "E"."firstname" AS "Who" FROM "EMPLOYEE" AS "e" ORDER BY "WHO"

-- a name that is a keyword
SELECT "order", "firstName" FROM employee WHERE "order" > 1 ORDER BY "order"

-- an alias in WHERE
SELECT salary * 12 AS yearly FROM employee WHERE yearly > 40000 ORDER BY yearly

-- an alias in another item
SELECT salary * 12 AS yearly, yearly / 12 AS monthly FROM employee WHERE salary IS NOT NULL ORDER BY id

-- an alias in GROUP BY and HAVING
SELECT upper(product) AS p, count(*) AS n FROM sale GROUP BY p HAVING n > 1 ORDER BY p

-- an alias inside an ordering expression
SELECT "firstName", salary AS s FROM employee WHERE salary IS NOT NULL ORDER BY s * -1, id

-- nulls come last upwards
SELECT id, salary FROM employee ORDER BY salary, id

-- nulls come last downwards
SELECT id, salary FROM employee ORDER BY salary DESC, id

-- nulls first where asked
SELECT id FROM employee ORDER BY rating DESC NULLS FIRST, id

-- nulls in a window's order
SELECT id, row_number() OVER (ORDER BY rating DESC, id) FROM employee ORDER BY id

-- LIKE minds case
SELECT sale_id FROM sale WHERE note LIKE 'gift%' ORDER BY sale_id

-- ILIKE does not
SELECT sale_id FROM sale WHERE note ILIKE 'gift%' ORDER BY sale_id

-- NOT ILIKE
SELECT sale_id FROM sale WHERE note NOT ILIKE '%gift%' ORDER BY sale_id

-- an escaped sign
SELECT id FROM employee WHERE "lastName" LIKE '100\%\_%' ESCAPE '\'

-- a backslash is a sign of its own
SELECT count(*) FROM employee WHERE "lastName" = 'a\b'

-- a quote within a text
SELECT id FROM employee WHERE "lastName" = 'O''Neil'

-- LIKE over a date
SELECT id FROM employee WHERE CAST(hired AS VARCHAR) LIKE '2018-%' ORDER BY id

-- GLOB
SELECT sale_id FROM sale WHERE note GLOB 'G*' ORDER BY sale_id

-- parts of a date
SELECT year(hired), month(hired), day(hired), quarter(hired) FROM employee WHERE hired IS NOT NULL ORDER BY id

-- EXTRACT
SELECT EXTRACT(year FROM seen), EXTRACT(hour FROM seen), EXTRACT(dow FROM seen) FROM employee ORDER BY id

-- date_part
SELECT date_part('year', hired), date_part('week', hired), date_part('isodow', hired) FROM employee ORDER BY id

-- days of the week and the year
SELECT dayofweek(hired), dayofyear(hired), weekofyear(hired) FROM employee WHERE hired IS NOT NULL ORDER BY id

-- names of days and months
SELECT dayname(hired), monthname(hired) FROM employee WHERE hired IS NOT NULL ORDER BY id

-- date_trunc
SELECT date_trunc('month', sold_on) AS m, sum(quantity) FROM sale GROUP BY m ORDER BY m

-- date_trunc of a time
SELECT date_trunc('hour', seen) FROM employee ORDER BY id

-- strftime
SELECT strftime(hired, '%Y-%m'), strftime(hired, '%d/%m/%y'), strftime(seen, '%H:%M:%S') FROM employee ORDER BY id

-- strptime
SELECT strptime('2024-02-03 04:05', '%Y-%m-%d %H:%M') AS t

-- days between dates
SELECT sold_on - DATE '2024-01-01' FROM sale ORDER BY sale_id

-- datediff counts boundaries
SELECT datediff('day', DATE '2023-12-31', sold_on), datediff('month', DATE '2023-12-31', sold_on), datediff('year', DATE '2023-12-31', sold_on), datediff('quarter', DATE '2023-12-31', sold_on) FROM sale ORDER BY sale_id

-- datediff of hours and minutes
SELECT date_diff('hour', TIMESTAMP '2024-02-29 07:59:00', seen), date_diff('minute', TIMESTAMP '2024-02-29 08:14:59', seen) FROM employee ORDER BY id

-- an interval is added
SELECT CAST(hired + INTERVAL 1 MONTH AS DATE), hired + INTERVAL '10 days' FROM employee ORDER BY id

-- days are added
SELECT hired + 30, hired - 1 FROM employee ORDER BY id

-- a date is compared with a text
SELECT id FROM employee WHERE hired >= '2018-07-15' AND hired < '2021-01-01' ORDER BY id

-- between dates
SELECT id FROM employee WHERE hired BETWEEN '2018-01-01' AND '2018-12-31' ORDER BY id

-- make_date and last_day
SELECT make_date(2024, 2, 1), last_day(make_date(2024, 2, 10))

-- epoch
SELECT epoch(seen) FROM employee ORDER BY id

-- texts of a group, joined
SELECT product, string_agg(note, ', ' ORDER BY sale_id) FROM sale GROUP BY product ORDER BY product

-- numbers of a group, joined
SELECT product, string_agg(quantity, '/' ORDER BY sale_id) FROM sale GROUP BY product ORDER BY product

-- distinct texts, joined
SELECT string_agg(DISTINCT product, ',' ORDER BY product) FROM sale

-- group_concat
SELECT group_concat(product, ';' ORDER BY sale_id) FROM sale WHERE employee_id = 1

-- a list
SELECT product, list(quantity ORDER BY sale_id) FROM sale GROUP BY product ORDER BY product

-- truth values
SELECT id, active, NOT active FROM employee WHERE active ORDER BY id

-- truth compared
SELECT id FROM employee WHERE active = TRUE OR active IS NULL ORDER BY id

-- truth as a number
SELECT id FROM employee WHERE active = 1 ORDER BY id

-- truth values are summed
SELECT sum(active), sum(salary > 3000) FROM employee

-- the share of truth
SELECT avg(CAST(active AS INTEGER)) FROM employee

-- count_if of nothing
SELECT count_if(salary > 99999), count_if(active) FROM employee WHERE id > 100

-- QUALIFY
SELECT employee_id, sale_id FROM sale QUALIFY row_number() OVER (PARTITION BY employee_id ORDER BY sale_id) = 1 ORDER BY employee_id

-- QUALIFY by an alias
SELECT employee_id, sale_id, rank() OVER (PARTITION BY employee_id ORDER BY quantity DESC) AS r FROM sale QUALIFY r = 1 ORDER BY employee_id, sale_id

-- GROUP BY ALL
SELECT product, employee_id % 2 AS odd, count(*) AS n FROM sale GROUP BY ALL ORDER BY product, odd

-- ORDER BY ALL
SELECT product, quantity FROM sale ORDER BY ALL

-- group and order by place
SELECT product, count(*) FROM sale GROUP BY 1 ORDER BY 2 DESC, 1

-- a star
SELECT * FROM "region" ORDER BY id

-- a star without a column
SELECT * EXCLUDE (note, sold_on) FROM sale ORDER BY sale_id

-- a star with a column replaced
SELECT * REPLACE (upper(name) AS name) FROM region ORDER BY id

-- FROM first
FROM region ORDER BY id

-- approx_count_distinct
SELECT approx_count_distinct(product) FROM sale

-- median
SELECT product, median(quantity) FROM sale GROUP BY product ORDER BY product

-- quantiles
SELECT quantile_cont(quantity, 0.25), quantile_disc(quantity, 0.5) FROM sale

-- the commonest value
SELECT mode(product) FROM sale WHERE product <> 'desk' AND product <> 'chair'

-- arg_max and arg_min
SELECT arg_max("firstName", salary), arg_min("firstName", rating) FROM employee

-- max_by and min_by in groups
SELECT product, max_by(note, quantity), min_by(sale_id, unit_price) FROM sale GROUP BY product ORDER BY product

-- any_value skips nulls
SELECT region_id, any_value(region_id) FROM employee GROUP BY region_id ORDER BY region_id

-- first in an order
SELECT first(product ORDER BY sale_id DESC), last(product ORDER BY sale_id) FROM sale WHERE product IS NOT NULL

-- statistics
SELECT stddev(salary), var_pop(salary), stddev_pop(salary), variance(salary), corr(salary, rating) FROM employee

-- filtered aggregates
SELECT count(*) FILTER (WHERE active), sum(salary) FILTER (WHERE region_id = 1) FROM employee

-- aggregates of nothing
SELECT count(*), sum(quantity), avg(quantity), max(product) FROM sale WHERE sale_id > 100

-- averages
SELECT avg(quantity), avg(unit_price), avg(rating), sum(rating), min(rating) FROM sale, employee WHERE employee_id = id

-- rounding
SELECT round(rating), round(rating, 1), round(salary, -2), round(2.5), round(-0.5), round(salary / 7, 3) FROM employee ORDER BY id

-- floor, ceil, trunc, sign
SELECT floor(rating), ceil(rating), trunc(rating), sign(rating), abs(rating) FROM employee ORDER BY id

-- powers and roots
SELECT power(quantity, 2), sqrt(quantity), quantity ^ 2, exp(0), ln(1), log10(100), pi() FROM sale ORDER BY sale_id

-- greatest and least
SELECT greatest(quantity, 2), least(quantity, 2) FROM sale ORDER BY sale_id

-- texts
SELECT upper(note), lower(note), length(note), reverse(note), trim(note), left(note, 2), right(note, 2) FROM sale ORDER BY sale_id

-- parts of a text
SELECT substring(note, 2, 3), substr(note, 3), split_part(note, ' ', 2), replace(note, 'i', 'o') FROM sale ORDER BY sale_id

-- the end of a text by a negative place
SELECT substr(note, -3) FROM sale ORDER BY sale_id

-- places in a text
SELECT strpos(note, 'i'), instr(note, 'f'), position('t' IN note) FROM sale ORDER BY sale_id

-- contains, starts and ends
SELECT contains(note, 'i'), starts_with(note, 'g'), ends_with(note, 'd'), prefix(note, 'G'), suffix(note, 't') FROM sale ORDER BY sale_id

-- regular expressions
SELECT regexp_matches(note, '^[Gg]'), regexp_extract(note, '([a-z]+) ([a-z]+)', 2), regexp_replace(note, '[aeiou]', '_', 'g') FROM sale ORDER BY sale_id

-- a whole match
SELECT regexp_full_match(note, 'gift|returned') FROM sale ORDER BY sale_id

-- texts are joined
SELECT "firstName" || ' ' || "lastName", concat("firstName", '-', "lastName"), concat_ws(' ', "firstName", "lastName") FROM employee ORDER BY id

-- a number is joined to a text
SELECT 'No. ' || id, id || '/' || region_id, concat(id, region_id) FROM employee ORDER BY id

-- a text that is a number
SELECT id FROM employee WHERE TRY_CAST(code AS INTEGER) = 7 ORDER BY id

-- what is no number is nothing
SELECT TRY_CAST(code AS DOUBLE), TRY_CAST(code AS INTEGER) FROM employee ORDER BY id

-- what is no date is nothing
SELECT TRY_CAST(t AS DATE), TRY_CAST(t AS TIMESTAMP) FROM (VALUES ('2024-02-29'), ('2023-02-29'), ('2024-13-01'), ('x'), ('')) AS d(t)

-- a text compared with a number
SELECT id FROM employee WHERE code IN ('7', '12') AND code > '0' ORDER BY id

-- casts
SELECT CAST(salary AS INTEGER), CAST(id AS VARCHAR), CAST('12' AS BIGINT), CAST(rating AS VARCHAR), CAST(hired AS TIMESTAMP) FROM employee ORDER BY id

-- conditions
SELECT CASE WHEN salary > 4000 THEN 'high' WHEN salary IS NULL THEN 'unknown' ELSE 'low' END, if(active, 1, 0), coalesce("lastName", '?'), nullif(product, 'lamp'), ifnull(note, 'none') FROM employee JOIN sale ON employee_id = id ORDER BY sale_id

-- distinct from
SELECT id FROM employee WHERE active IS DISTINCT FROM TRUE ORDER BY id

-- DISTINCT ON
SELECT DISTINCT ON (employee_id) employee_id, sale_id FROM sale ORDER BY employee_id, sale_id DESC

-- DISTINCT
SELECT DISTINCT product FROM sale ORDER BY product

-- limit and offset
SELECT id FROM employee ORDER BY id LIMIT 2 OFFSET 3

-- a join by USING
SELECT e.id, count(s.sale_id) FROM employee e LEFT JOIN (SELECT employee_id AS id, sale_id FROM sale) s USING (id) GROUP BY e.id ORDER BY e.id

-- a full join
SELECT r.id, e.id FROM region r FULL JOIN employee e ON e.region_id = r.id ORDER BY 1, 2

-- a semi join
SELECT id FROM employee SEMI JOIN sale ON employee_id = id ORDER BY id

-- an anti join
SELECT id FROM employee ANTI JOIN sale ON employee_id = id ORDER BY id

-- a self join
SELECT e."firstName", m."firstName" AS boss FROM employee e LEFT JOIN employee m ON e.manager_id = m.id ORDER BY e.id

-- NOT IN with nulls
SELECT id FROM employee WHERE id NOT IN (SELECT manager_id FROM employee) ORDER BY id

-- NOT EXISTS
SELECT id FROM employee e WHERE NOT EXISTS (SELECT 1 FROM sale s WHERE s.employee_id = e.id) ORDER BY id

-- a correlated subquery
SELECT "firstName", (SELECT sum(quantity) FROM sale WHERE employee_id = e.id) AS q FROM employee e ORDER BY id

-- compared with an average
SELECT id FROM employee WHERE salary > (SELECT avg(salary) FROM employee) ORDER BY id

-- set operations
SELECT region_id FROM employee EXCEPT SELECT id FROM region WHERE id > 2 ORDER BY 1

-- union all in an order
SELECT id FROM region UNION ALL SELECT id FROM employee WHERE id > 4 ORDER BY id DESC

-- intersect
SELECT employee_id FROM sale INTERSECT SELECT id FROM employee WHERE active ORDER BY 1

-- WITH
WITH t AS (SELECT product, sum(quantity) AS q FROM sale GROUP BY product), m AS (SELECT max(q) AS q FROM t) SELECT product FROM t WHERE q = (SELECT q FROM m) ORDER BY product

-- WITH RECURSIVE
WITH RECURSIVE up(id, depth) AS (SELECT id, 0 FROM employee WHERE manager_id IS NULL UNION ALL SELECT e.id, depth + 1 FROM employee e JOIN up ON e.manager_id = up.id) SELECT id, depth FROM up ORDER BY id

-- windows
SELECT sale_id, sum(quantity) OVER (PARTITION BY product ORDER BY sale_id), lag(quantity) OVER (ORDER BY sale_id), ntile(2) OVER (ORDER BY sale_id), first_value(sale_id) OVER (PARTITION BY product ORDER BY sale_id) FROM sale ORDER BY sale_id

-- a window's frame
SELECT sale_id, avg(quantity) OVER (ORDER BY sale_id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM sale ORDER BY sale_id

-- a share of the whole
SELECT product, 100.0 * count(*) / (SELECT count(*) FROM sale) FROM sale GROUP BY product ORDER BY product

-- rollup
SELECT product, sum(quantity) FROM sale GROUP BY ROLLUP (product) ORDER BY product, 2

-- a range
SELECT r.range FROM range(1, 5) AS r ORDER BY 1

-- a series
SELECT generate_series FROM generate_series(1, 5, 2) ORDER BY 1

-- values
SELECT a, b FROM (VALUES (1, 'x'), (2, 'y')) AS v(a, b) ORDER BY a

-- a derived table without a name
SELECT max(n) FROM (SELECT count(*) AS n FROM sale GROUP BY product)

-- nothing but NULL
SELECT NULL, NULL AS n

-- ties of the largest
SELECT "firstName" FROM employee WHERE salary = (SELECT min(salary) FROM employee WHERE salary > 2500) ORDER BY id

-- bits and signs
SELECT 6 & 3, 6 | 3, -id FROM employee ORDER BY id

-- a hidden sign in the text
SELECT '100%' AS percent, 'a:b' AS colon, '{x}' AS brace

-- a text of another alphabet
SELECT name FROM region WHERE name = 'Übersee'

-- age in years
SELECT date_part('year', age(DATE '2024-03-01', hired)) FROM employee ORDER BY id

-- distinct rows in an order that they do not show
SELECT DISTINCT "lastName" FROM employee ORDER BY id

-- a join whose condition comes later
SELECT e.id, s.sale_id FROM region r JOIN employee e JOIN sale s ON s.employee_id = e.id AND e.region_id = r.id ORDER BY s.sale_id

-- tables in a list beside a join
SELECT count(*) FROM region r, employee e JOIN sale s ON s.employee_id = e.id AND e.region_id = 1 WHERE r.id = e.region_id

-- texts and numbers in one column
SELECT code FROM employee WHERE code IS NOT NULL INTERSECT SELECT id + 6 FROM employee ORDER BY 1

-- a median of nothing
SELECT median(quantity) FROM sale WHERE sale_id > 100

-- weeks between dates
SELECT date_diff('week', DATE '2024-01-03', sold_on) FROM sale ORDER BY sale_id

-- an interval of a column
SELECT hired + to_days(id), hired + to_months(id) FROM employee ORDER BY id

-- a field of a time with fractions
SELECT extract(second FROM TIMESTAMP '2024-01-01 10:20:30.75'), extract(millisecond FROM TIMESTAMP '2024-01-01 10:20:30.75')

-- not a number
SELECT isnan(rating), isinf(rating) FROM employee ORDER BY id

-- a text cut into a list
SELECT string_split(note, ' ') FROM sale ORDER BY sale_id

-- the first of a list
SELECT list(product ORDER BY sale_id)[1] FROM sale

-- the length of a list, and what it holds
SELECT len(list(quantity)), list_contains(list(quantity), 7) FROM sale

-- nested set operations
SELECT id FROM region UNION (SELECT id FROM employee EXCEPT SELECT employee_id FROM sale) ORDER BY id

-- a subquery in FROM with stars
SELECT t.* FROM (SELECT * FROM region WHERE id < 3) t ORDER BY t.id

-- a column of a subquery in another case
SELECT NAME FROM (SELECT Name, id FROM region) x WHERE X.ID = 2

-- count of distinct pairs
SELECT count(DISTINCT product), count(DISTINCT employee_id % 2) FROM sale

-- a condition on a group
SELECT employee_id, sum(quantity * unit_price) AS total FROM sale GROUP BY employee_id HAVING sum(quantity * unit_price) > 100 ORDER BY total DESC

-- sorted by an aggregate that is not shown
SELECT product FROM sale WHERE product IS NOT NULL GROUP BY product ORDER BY count(*) DESC, product LIMIT 2

-- the day of today is no earlier than any
SELECT count(*) FROM sale WHERE sold_on > current_date

-- boolean aggregates
SELECT bool_and(active), bool_or(active) FROM employee

-- arithmetic over NULL
SELECT quantity + NULL, NULL || 'x' FROM sale ORDER BY sale_id LIMIT 1
