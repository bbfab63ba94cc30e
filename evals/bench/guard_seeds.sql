CREATE TABLE author (id INTEGER PRIMARY KEY, name VARCHAR, born INTEGER, country VARCHAR);
CREATE TABLE book (
  id INTEGER PRIMARY KEY, title VARCHAR, author_id INTEGER REFERENCES author(id), printed DATE, price DECIMAL(6,2), genre VARCHAR
);
CREATE TABLE loan (book_id INTEGER, reader VARCHAR, taken DATE, returned DATE);
INSERT INTO author VALUES (1, 'Ann Ash', 1901, 'Norway'), (2, 'Bo Birk', 1950, 'Denmark'), (3, 'Cy Cole', 1977, NULL);
INSERT INTO book VALUES (1, 'Salt', 1, '1930-05-01', 12.50, 'novel'), (2, 'Iron', 1, '1941-01-01', 9.00, 'novel'),
  (3, 'Maps', 2, '1988-11-09', 30.00, 'travel'), (4, 'Tides', 3, NULL, NULL, NULL);
INSERT INTO loan VALUES (1, 'kim', '2020-01-02', '2020-02-01'), (1, 'lee', '2021-03-04', NULL), (3, 'kim', '2022-05-06', NULL);
-- statements
SELECT * FROM author
SELECT name, born FROM author WHERE born > 1940 AND country IS NOT NULL ORDER BY born DESC LIMIT 3
SELECT count(*) FROM book WHERE genre = 'novel'
SELECT genre, avg(price), max(price) FROM book GROUP BY genre HAVING count(*) > 1
SELECT b.title, a.name FROM book AS b JOIN author AS a ON b.author_id = a.id WHERE a.country = 'Norway'
SELECT DISTINCT reader FROM loan WHERE returned IS NULL
SELECT title FROM book WHERE id NOT IN (SELECT book_id FROM loan)
SELECT name FROM author EXCEPT SELECT reader FROM loan
SELECT name FROM author UNION SELECT title FROM book ORDER BY name
SELECT title FROM book WHERE price > (SELECT avg(price) FROM book)
WITH lent AS (SELECT book_id, count(*) AS n FROM loan GROUP BY book_id) SELECT b.title, l.n FROM book b LEFT JOIN lent l ON l.book_id = b.id
SELECT a.name FROM author a WHERE EXISTS (SELECT 1 FROM book b WHERE b.author_id = a.id AND b.price < 10)
SELECT title, row_number() OVER (PARTITION BY genre ORDER BY price DESC) AS place FROM book
SELECT CASE WHEN price >= 20 THEN 'dear' ELSE 'cheap' END AS kind, count(*) FROM book GROUP BY 1
SELECT year(printed), strftime(printed, '%Y-%m') FROM book WHERE printed < DATE '1950-01-01'
SELECT lower(name) || ', ' || country, length(name), replace(name, 'a', 'b') FROM author
WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT sum(n) FROM t
SELECT v.a FROM (VALUES (1, 'x'), (2, 'y')) AS v(a, b)
SELECT unnest([1, 2, 3]), list(title) FROM book GROUP BY genre
SELECT * EXCLUDE (born) FROM author JOIN (SELECT id, title FROM book) t USING (id)
SELECT r.range FROM range(1, 5) r
SELECT string_agg(title, ', ' ORDER BY title) FROM book
SELECT count(DISTINCT reader) FILTER (WHERE returned IS NULL) FROM loan
SELECT id, "text" FROM notes WHERE "text" LIKE '%DROP%'
SELECT name FROM author ORDER BY levenshtein(name, 'Ann') LIMIT 1
