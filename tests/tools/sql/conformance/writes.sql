-- insert
INSERT INTO "Region" VALUES (9, 'West')

-- update
UPDATE employee SET salary = 0

-- delete
DELETE FROM sale

-- delete in a WITH
WITH gone AS (DELETE FROM sale RETURNING *) SELECT * FROM gone

-- insert in a WITH
WITH made AS (INSERT INTO "Region" VALUES (9, 'West') RETURNING id) SELECT * FROM made

-- drop
DROP TABLE sale

-- create
CREATE TABLE loot AS SELECT * FROM employee

-- create a view
CREATE VIEW loot AS SELECT 1

-- create a schema
CREATE SCHEMA loot

-- alter
ALTER TABLE sale ADD COLUMN loot INTEGER

-- truncate
TRUNCATE sale

-- comment
COMMENT ON TABLE sale IS 'loot'

-- second statement
SELECT 1; DELETE FROM sale

-- second statement after the transaction
SELECT 1; COMMIT; DROP TABLE sale

-- out of the transaction
COMMIT; BEGIN; DELETE FROM sale; COMMIT

-- rollback first
ROLLBACK; DELETE FROM sale

-- copy out
COPY employee TO '/tmp/quaestor-loot.csv'

-- copy in
COPY "Region" FROM '/etc/passwd'

-- explain that runs
EXPLAIN ANALYZE DELETE FROM sale

-- prepared
PREPARE loot AS DELETE FROM sale

-- vacuum
VACUUM

-- checkpoint
CHECKPOINT
