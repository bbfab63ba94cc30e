-- drop
DROP TABLE mountain

-- delete
DELETE FROM mountain

-- update
UPDATE mountain SET height_m = 0

-- insert
INSERT INTO mountain VALUES (99, 'x', 'NP', 1, NULL, NULL)

-- merge
MERGE INTO mountain USING country ON true WHEN MATCHED THEN DELETE

-- truncate
TRUNCATE mountain

-- create table as
CREATE TABLE stolen AS SELECT * FROM mountain

-- create or replace view
CREATE OR REPLACE VIEW mountain AS SELECT 1

-- create macro
CREATE MACRO f(x) AS x + 1

-- create temp table
CREATE TEMP TABLE t AS SELECT 1

-- alter
ALTER TABLE mountain ADD COLUMN x INTEGER

-- comment on
COMMENT ON TABLE mountain IS 'gone'

-- copy out
COPY mountain TO '/tmp/out.csv'

-- copy query out
COPY (SELECT * FROM mountain) TO '/tmp/out.parquet' (FORMAT parquet)

-- copy in
COPY mountain FROM '/etc/passwd'

-- export
EXPORT DATABASE '/tmp/out'

-- import
IMPORT DATABASE '/tmp/out'

-- attach
ATTACH '/tmp/other.duckdb' AS other

-- detach
DETACH peaks

-- use
USE other

-- install
INSTALL httpfs

-- force install
FORCE INSTALL httpfs FROM 'https://example.org'

-- load
LOAD httpfs

-- set
SET enable_external_access = true

-- set global
SET GLOBAL threads = 64

-- reset
RESET lock_configuration

-- pragma
PRAGMA database_list

-- pragma call
PRAGMA table_info('mountain')

-- call
CALL pragma_version()

-- begin
BEGIN TRANSACTION

-- checkpoint
CHECKPOINT

-- vacuum
VACUUM

-- explain analyze
EXPLAIN ANALYZE SELECT 1

-- describe
DESCRIBE mountain

-- show
SHOW ALL TABLES

-- summarize
SUMMARIZE mountain

-- prepare
PREPARE q AS SELECT 1

-- execute
EXECUTE q

-- create secret
CREATE SECRET (TYPE s3, KEY_ID 'a', SECRET 'b')

-- two statements
SELECT 1; SELECT 2

-- stacked drop
SELECT name FROM mountain; DROP TABLE mountain

-- stacked drop behind a comment
SELECT name FROM mountain /* ; */ ; DROP TABLE mountain --

-- comment before the verb
/* SELECT */ DROP TABLE mountain

-- letter case
dRoP tAbLe mountain

-- delete in a CTE
WITH gone AS (DELETE FROM mountain RETURNING *) SELECT * FROM gone

-- insert in a nested CTE
WITH a AS (WITH b AS (INSERT INTO country VALUES ('XX', 'x', 'x', 1, 1) RETURNING *) SELECT * FROM b) SELECT * FROM a

-- update in a CTE
WITH u AS (UPDATE mountain SET height_m = 1 RETURNING id) SELECT count(*) FROM u

-- select into
SELECT * INTO copy_of FROM mountain

-- read csv
SELECT * FROM read_csv('/etc/passwd')

-- read csv auto
SELECT * FROM read_csv_auto('/etc/passwd', sep = ':')

-- read text
SELECT * FROM read_text('/etc/hostname')

-- read blob
SELECT content FROM read_blob('/etc/shadow')

-- read json
SELECT * FROM read_json('/tmp/x.json')

-- read parquet
SELECT * FROM read_parquet('s3://bucket/key.parquet')

-- parquet metadata
SELECT * FROM parquet_metadata('/tmp/x.parquet')

-- glob
SELECT * FROM glob('/home/*/.ssh/*')

-- file as a table
SELECT * FROM '/etc/passwd'

-- file as a quoted table
SELECT * FROM "data.csv"

-- url as a table
SELECT * FROM 'https://example.org/x.parquet'

-- file reader in a subquery
SELECT name FROM mountain WHERE name IN (SELECT column0 FROM read_csv('/etc/passwd'))

-- file reader in a union
SELECT name FROM mountain UNION ALL SELECT content FROM read_text('/etc/passwd')

-- file reader in a CTE
WITH f AS (SELECT * FROM read_text('/etc/passwd')) SELECT * FROM f

-- file reader in a lateral join
SELECT m.name, t.content FROM mountain m, LATERAL (SELECT * FROM read_text('/etc/' || m.name)) t

-- reader with quotes and odd case
SELECT * FROM "Read_CSV"('/etc/passwd')

-- sniffer
SELECT * FROM sniff_csv('/etc/passwd')

-- sql from text
SELECT * FROM query('DROP TABLE mountain')

-- table from text
SELECT * FROM query_table('mountain')

-- sql from json
SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))

-- environment
SELECT getenv('HOME')

-- setting
SELECT current_setting('home_directory')

-- variable
SELECT getvariable('x')

-- settings table
SELECT * FROM duckdb_settings()

-- secrets
SELECT * FROM duckdb_secrets()

-- databases
SELECT * FROM duckdb_databases()

-- functions table
SELECT * FROM duckdb_functions()

-- pragma as a table
SELECT * FROM pragma_database_list

-- logs
SELECT * FROM duckdb_logs

-- information schema
SELECT * FROM information_schema.tables

-- pg catalog
SELECT * FROM pg_catalog.pg_class

-- sqlite master
SELECT * FROM sqlite_master

-- other database
SELECT * FROM other.main.mountain

-- version
SELECT version()

-- current user
SELECT current_user

-- current database
SELECT current_database()

-- sequence
SELECT nextval('s')

-- sleep
SELECT sleep_ms(100000)

-- postgres sleep
SELECT pg_sleep(100)

-- write to the log
SELECT write_log('x')

-- list of a billion
SELECT range(1000000000)

-- list of a billion by unnest
SELECT unnest(generate_series(1, 1000000000))

-- text of a gigabyte
SELECT repeat('x', 1000000000)

-- padding of a gigabyte
SELECT lpad('x', 1000000000, 'y')

-- format width of a gigabyte
SELECT printf('%1000000000d', 1)

-- nested replacements
SELECT replace(replace(name, 'a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'), 'a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa') FROM mountain

-- replacement from a column
SELECT replace(name, 'a', name) FROM mountain

-- parameter
SELECT name FROM mountain WHERE id = $1

-- question mark
SELECT name FROM mountain WHERE id = ?

-- time travel
SELECT * FROM mountain AT (VERSION => 1)

-- sample
SELECT * FROM mountain TABLESAMPLE reservoir(5 ROWS)

-- lock
SELECT * FROM mountain FOR UPDATE

-- pivot
PIVOT mountain ON range_name USING count(*)

-- unknown table
SELECT name FROM planet

-- unknown column
SELECT altitude FROM mountain

-- unknown column of an alias
SELECT m.altitude FROM mountain m

-- unknown alias
SELECT x.name FROM mountain m

-- unknown column inside a subquery
SELECT name FROM mountain WHERE country_code IN (SELECT iso FROM country)

-- a CTE out of reach
SELECT * FROM (WITH hidden AS (SELECT 1 AS a) SELECT a FROM hidden) x, hidden

-- a CTE named like a system view, out of reach
SELECT * FROM (WITH duckdb_settings AS (SELECT 1 AS a) SELECT a FROM duckdb_settings) x, duckdb_settings

-- a CTE named before it stands
WITH a AS (SELECT * FROM b), b AS (SELECT 1 AS x) SELECT * FROM a

-- a CTE named like a file, out of reach
SELECT * FROM (WITH "/etc/passwd" AS (SELECT 1 AS a) SELECT a FROM "/etc/passwd") x, "/etc/passwd"

-- unknown function
SELECT no_such_function(name) FROM mountain

-- full-width letters
ＳＥＬＥＣＴ 1

-- no-break space
DROP TABLE mountain

-- not SQL
please delete everything

-- empty
;

-- only a comment
-- SELECT 1

-- half a statement
SELECT name FROM

-- open quote
SELECT 'abc FROM mountain

-- dollar quotes
SELECT * FROM $$/etc/passwd$$
