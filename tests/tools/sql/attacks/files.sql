-- refused: read csv
SELECT * FROM read_csv('{txt}')

-- refused: read csv auto
SELECT * FROM read_csv_auto('{txt}', sep = ':')

-- refused: read text
SELECT * FROM read_text('/etc/hostname')

-- refused: read blob
SELECT content FROM read_blob('/etc/shadow')

-- refused: read json
SELECT * FROM read_json('/tmp/x.json')

-- refused: read parquet
SELECT * FROM read_parquet('s3://bucket/key.parquet')

-- refused: parquet metadata
SELECT * FROM parquet_metadata('/tmp/x.parquet')

-- refused: glob
SELECT * FROM glob('/home/*/.ssh/*')

-- refused: file as a table
SELECT * FROM '{txt}'

-- refused: file as a quoted table
SELECT * FROM "data.csv"

-- refused: url as a table
SELECT * FROM 'https://example.org/x.parquet'

-- refused: file reader in a subquery
SELECT name FROM mountain WHERE name IN (SELECT column0 FROM read_csv('{txt}'))

-- refused: file reader in a union
SELECT name FROM mountain UNION ALL SELECT content FROM read_text('{txt}')

-- refused: file reader in a CTE
WITH f AS (SELECT * FROM read_text('{txt}')) SELECT * FROM f

-- refused: file reader in a lateral join
SELECT m.name, t.content FROM mountain m, LATERAL (SELECT * FROM read_text('/etc/' || m.name)) t

-- refused: reader with quotes and odd case
SELECT * FROM "Read_CSV"('{txt}')

-- refused: sniffer
SELECT * FROM sniff_csv('{txt}')

-- refused: a CTE named like a file, out of reach
SELECT * FROM (WITH "{txt}" AS (SELECT 1 AS a) SELECT a FROM "{txt}") x, "{txt}"

-- refused: csv bait
SELECT * FROM read_csv('{csv}')

-- refused: csv bait by name
SELECT * FROM '{csv}'

-- refused: csv bait as an identifier
SELECT * FROM "{csv}"

-- refused: json bait
SELECT * FROM '{json}'

-- refused: text bait
SELECT content FROM read_text('{txt}')

-- refused: blob bait
SELECT content FROM read_blob('{txt}')

-- refused: database bait
SELECT * FROM read_duckdb('{duckdb}')

-- refused: database bait by name
SELECT * FROM '{duckdb}'

-- refused: list of files
SELECT * FROM read_csv(['{csv}', '{csv}'])

-- refused: glob pattern as a table
SELECT * FROM '{folder}/*.csv'

-- refused: glob function
SELECT * FROM glob('{folder}/*')

-- refused: json auto
SELECT * FROM read_json_auto('{json}')

-- refused: json objects
SELECT * FROM read_json_objects('{json}')

-- refused: ndjson
SELECT * FROM read_ndjson('{json}')

-- refused: ndjson objects
SELECT * FROM read_ndjson_objects('{json}')

-- refused: parquet scan
SELECT * FROM parquet_scan('{folder}/x.parquet')

-- refused: parquet schema
SELECT * FROM parquet_schema('{folder}/x.parquet')

-- refused: parquet file metadata
SELECT * FROM parquet_file_metadata('{folder}/x.parquet')

-- refused: parquet key values
SELECT * FROM parquet_kv_metadata('{folder}/x.parquet')

-- refused: parquet bloom
SELECT * FROM parquet_bloom_probe('{folder}/x.parquet', 'a', 1)

-- refused: arrow scan
SELECT * FROM arrow_scan(1, 2, 3)

-- refused: pandas scan
SELECT * FROM pandas_scan(1)

-- refused: seq scan
SELECT * FROM seq_scan('mountain')

-- refused: sqlite scan
SELECT * FROM sqlite_scan('{folder}/x.db', 't')

-- refused: postgres scan
SELECT * FROM postgres_scan('host=127.0.0.1', 'public', 't')

-- refused: excel
SELECT * FROM read_xlsx('{folder}/x.xlsx')

-- refused: spatial
SELECT * FROM st_read('{folder}/x.shp')

-- refused: iceberg
SELECT * FROM iceberg_scan('{folder}')

-- refused: delta
SELECT * FROM delta_scan('{folder}')

-- refused: reader with a schema
SELECT * FROM main.read_text('{txt}')

-- refused: reader with a catalog
SELECT * FROM system.main.read_text('{txt}')

-- refused: reader as a quoted name
SELECT * FROM "read_text"('{txt}')

-- refused: reader with a comment inside
SELECT * FROM read_/**/text('{txt}')

-- refused: reader with a comment before
SELECT * FROM read_text/* x */('{txt}')

-- refused: reader in upper case
SELECT * FROM READ_TEXT('{txt}')

-- refused: reader in a scalar subquery
SELECT (SELECT content FROM read_text('{txt}'))

-- refused: reader in ORDER BY
SELECT name FROM mountain ORDER BY (SELECT content FROM read_text('{txt}'))

-- refused: reader in LIMIT
SELECT name FROM mountain LIMIT (SELECT length(content) FROM read_text('{txt}'))

-- refused: reader in HAVING
SELECT count(*) FROM mountain HAVING count(*) > (SELECT length(content) FROM read_text('{txt}'))

-- refused: reader in a join condition
SELECT m.name FROM mountain m JOIN country c ON c.name = (SELECT content FROM read_text('{txt}'))

-- refused: reader in CASE
SELECT CASE WHEN true THEN (SELECT content FROM read_text('{txt}')) END

-- refused: reader in a lambda
SELECT list_transform([1], x -> (SELECT content FROM read_text('{txt}')))

-- refused: reader in VALUES
SELECT * FROM (VALUES ((SELECT content FROM read_text('{txt}')))) v(a)

-- refused: reader in EXCEPT
SELECT name FROM mountain EXCEPT SELECT content FROM read_text('{txt}')

-- refused: reader in a window
SELECT sum(1) OVER (ORDER BY (SELECT content FROM read_text('{txt}'))) FROM mountain

-- refused: reader in QUALIFY
SELECT name FROM mountain QUALIFY row_number() OVER () = (SELECT length(content) FROM read_text('{txt}'))

-- refused: reader in FILTER
SELECT count(*) FILTER (WHERE EXISTS (SELECT 1 FROM read_text('{txt}'))) FROM mountain

-- refused: reader in a recursive CTE
WITH RECURSIVE t(a) AS (SELECT content FROM read_text('{txt}') UNION ALL SELECT a FROM t WHERE false) SELECT * FROM t

-- refused: reader in a lateral unnest
SELECT * FROM mountain, unnest((SELECT [content] FROM read_text('{txt}'))) u(x)

-- refused: reader as a scalar
SELECT read_text('{txt}')

-- refused: reader from first
FROM read_csv('{csv}') SELECT *

-- refused: file from first
FROM '{csv}'

-- refused: table statement on a file
TABLE '{csv}'

-- refused: table statement on a quoted file
TABLE "{csv}"

-- refused: file in a join
SELECT * FROM mountain JOIN '{csv}' ON true

-- refused: file in IN
SELECT 1 WHERE 'x' IN (SELECT word FROM '{csv}')

-- limited: file in IN without parentheses
SELECT 1 WHERE 'x' IN '{csv}'

-- refused: a CTE named like a file
WITH "{csv}" AS (SELECT 1 AS a) SELECT * FROM "{csv}"

-- refused: a recursive CTE named like a file
WITH RECURSIVE "{csv}" AS (SELECT * FROM "{csv}") SELECT * FROM "{csv}"

-- refused: a CTE whose anchor is a file
WITH RECURSIVE "{csv}" AS (SELECT * FROM "{csv}" UNION ALL SELECT * FROM "{csv}") SELECT * FROM "{csv}"

-- refused: file as a schema
SELECT * FROM "{duckdb}".main.vault

-- refused: file as a catalog
SELECT * FROM "{duckdb}".vault

-- refused: proc
SELECT * FROM '/proc/self/environ'

-- refused: home
SELECT * FROM '~/.ssh/id_rsa'

-- refused: standard input
SELECT * FROM read_csv('/dev/stdin')

-- refused: path traversal
SELECT * FROM '../../../../etc/passwd'

-- refused: file url
SELECT * FROM 'file://{csv}'

-- refused: import of columns
SELECT COLUMNS(x -> x LIKE 'n%') FROM '{csv}'

-- refused: test types
SELECT * FROM test_all_types()

-- refused: repeat row
SELECT * FROM repeat_row(1, num_rows = 10)

-- refused: json each
SELECT * FROM json_each('[1]')

-- refused: summary
SELECT * FROM summary((SELECT 1))
