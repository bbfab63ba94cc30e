-- refused: drop
DROP TABLE mountain

-- refused: delete
DELETE FROM mountain

-- refused: update
UPDATE mountain SET height_m = 0

-- refused: insert
INSERT INTO mountain VALUES (99, 'x', 'NP', 1, NULL, NULL)

-- refused: merge
MERGE INTO mountain USING country ON true WHEN MATCHED THEN DELETE

-- refused: truncate
TRUNCATE mountain

-- refused: create table as
CREATE TABLE stolen AS SELECT * FROM mountain

-- refused: create or replace view
CREATE OR REPLACE VIEW mountain AS SELECT 1

-- refused: create macro
CREATE MACRO f(x) AS x + 1

-- refused: create temp table
CREATE TEMP TABLE t AS SELECT 1

-- refused: alter
ALTER TABLE mountain ADD COLUMN x INTEGER

-- refused: comment on
COMMENT ON TABLE mountain IS 'gone'

-- refused: copy out
COPY mountain TO '/tmp/out.csv'

-- refused: copy query out
COPY (SELECT * FROM mountain) TO '/tmp/out.parquet' (FORMAT parquet)

-- refused: copy in
COPY mountain FROM '{txt}'

-- refused: export
EXPORT DATABASE '/tmp/out'

-- refused: import
IMPORT DATABASE '/tmp/out'

-- refused: attach
ATTACH '/tmp/other.duckdb' AS other

-- refused: detach
DETACH peaks

-- refused: use
USE other

-- refused: install
INSTALL httpfs

-- refused: force install
FORCE INSTALL httpfs FROM 'https://example.org'

-- refused: load
LOAD httpfs

-- refused: set
SET enable_external_access = true

-- refused: set global
SET GLOBAL threads = 64

-- refused: reset
RESET lock_configuration

-- refused: pragma
PRAGMA database_list

-- refused: pragma call
PRAGMA table_info('mountain')

-- refused: call
CALL pragma_version()

-- refused: begin
BEGIN TRANSACTION

-- refused: checkpoint
CHECKPOINT

-- refused: vacuum
VACUUM

-- refused: explain analyze
EXPLAIN ANALYZE SELECT 1

-- refused: describe
DESCRIBE mountain

-- refused: show
SHOW ALL TABLES

-- refused: summarize
SUMMARIZE mountain

-- refused: prepare
PREPARE q AS SELECT 1

-- refused: execute
EXECUTE q

-- refused: create secret
CREATE SECRET (TYPE s3, KEY_ID 'a', SECRET 'b')

-- refused: explain
EXPLAIN SELECT * FROM mountain

-- refused: pragma version
PRAGMA version

-- refused: pragma setting
PRAGMA memory_limit='100GB'

-- refused: pragma storage
PRAGMA storage_info('mountain')

-- refused: set memory
SET memory_limit = '100GB'

-- refused: set local
SET LOCAL search_path = 'hidden'

-- refused: set schema
SET schema = 'hidden'

-- refused: set variable
SET VARIABLE x = (SELECT content FROM read_text('{txt}'))

-- refused: attach the bait
ATTACH '{duckdb}' AS bait (READ_ONLY)

-- refused: attach sqlite
ATTACH 'x.db' (TYPE sqlite)

-- refused: attach postgres
ATTACH 'host=127.0.0.1 dbname=x' AS p (TYPE postgres)

-- refused: attach url
ATTACH '{url}/x.duckdb' AS far

-- refused: copy to csv
COPY mountain TO '{folder}/out.csv'

-- refused: copy to partitions
COPY mountain TO '{folder}/parts' (FORMAT parquet, PARTITION_BY (range_name))

-- refused: copy database
COPY FROM DATABASE peaks TO other

-- refused: copy to stdout
COPY mountain TO '/dev/stdout'

-- refused: copy to a url
COPY mountain TO '{url}/x.csv'

-- refused: create type
CREATE TYPE mood AS ENUM ('a')

-- refused: create sequence
CREATE SEQUENCE s

-- refused: create schema
CREATE SCHEMA x

-- refused: create index
CREATE INDEX i ON mountain(name)

-- refused: create table macro
CREATE MACRO t() AS TABLE SELECT 1

-- refused: create trigger
CREATE TRIGGER t AFTER INSERT ON mountain FOR EACH ROW SELECT 1

-- refused: create persistent secret
CREATE PERSISTENT SECRET s (TYPE http, BEARER_TOKEN 'x')

-- refused: drop schema
DROP SCHEMA hidden CASCADE

-- refused: drop if exists
DROP TABLE IF EXISTS mountain, country

-- refused: drop view
DROP VIEW short_notes

-- refused: insert by default
INSERT INTO mountain DEFAULT VALUES

-- refused: insert or replace
INSERT OR REPLACE INTO country SELECT * FROM country

-- refused: insert returning
INSERT INTO country VALUES ('XX','x','x',1,1) RETURNING *

-- refused: update from
UPDATE mountain SET height_m = c.area_km2 FROM country c

-- refused: delete using
DELETE FROM mountain USING country

-- refused: delete returning
DELETE FROM mountain RETURNING *

-- refused: rollback
ROLLBACK

-- refused: commit
COMMIT

-- refused: analyze
ANALYZE

-- refused: force checkpoint
FORCE CHECKPOINT

-- refused: update extensions
UPDATE EXTENSIONS

-- refused: load a path
LOAD '{folder}/evil.duckdb_extension'

-- refused: install from a path
INSTALL '{folder}/evil.duckdb_extension'

-- refused: deallocate
DEALLOCATE q

-- refused: show tables
SHOW TABLES

-- refused: show databases
SHOW DATABASES

-- refused: describe a query
DESCRIBE SELECT * FROM mountain

-- refused: summarize a file
SUMMARIZE '{csv}'

-- refused: grant
GRANT ALL ON mountain TO public

-- refused: do block
DO $$ BEGIN NULL; END $$

-- refused: execute immediate
EXECUTE IMMEDIATE 'DROP TABLE mountain'

-- refused: kill
KILL 1

-- refused: shutdown
SHUTDOWN

-- refused: alter database
ALTER DATABASE peaks RENAME TO x

-- refused: unpivot
UNPIVOT mountain ON height_m INTO NAME n VALUE v

-- refused: pivot long
PIVOT_LONGER mountain ON height_m

-- refused: call a table function
CALL duckdb_settings()

-- refused: call a reader
CALL read_text('{txt}')

-- refused: explain analyze copy
EXPLAIN ANALYZE COPY mountain TO '{folder}/x.csv'

-- refused: replace into
REPLACE INTO country VALUES ('XX','x','x',1,1)

-- refused: rename
ALTER TABLE mountain RENAME TO hill
