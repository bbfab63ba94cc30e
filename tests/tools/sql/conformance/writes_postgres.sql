-- copy to a program
COPY employee TO PROGRAM 'cat > /tmp/quaestor-loot.csv'

-- select into
SELECT * INTO loot FROM employee

-- temporary table
CREATE TEMP TABLE loot (id INTEGER)

-- a block of code
DO $$ BEGIN DELETE FROM sale; END $$

-- a function
CREATE FUNCTION loot() RETURNS void LANGUAGE sql AS 'DELETE FROM sale'

-- a sequence
SELECT nextval('counter')

-- a sequence set
SELECT setval('counter', 99)

-- settings
SELECT set_config('default_transaction_read_only', 'off', false), set_config('transaction_read_only', 'off', true)

-- settings by SET
SET default_transaction_read_only = off

-- a role
SELECT set_config('role', 'postgres', false)

-- a role by SET
SET ROLE postgres

-- session authorization
SET SESSION AUTHORIZATION postgres

-- a new role
CREATE ROLE loot

-- a large object
SELECT lo_from_bytea(0, 'loot')

-- a large object of a file
SELECT lo_import('/etc/passwd')

-- a file
SELECT pg_read_file('/etc/passwd')

-- a folder
SELECT * FROM pg_ls_dir('/')

-- a query in a text
SELECT query_to_xml('DELETE FROM sale RETURNING 1', true, false, '')

-- a query in a text, a table in xml
SELECT database_to_xml(true, false, '')::text ~ 'moth', table_to_xml('sale', true, false, '') IS NULL

-- another database
SELECT * FROM dblink('dbname=kit', 'DELETE FROM sale') AS t(a text)

-- locked rows
SELECT * FROM sale FOR UPDATE

-- locked table
LOCK TABLE sale IN ACCESS EXCLUSIVE MODE

-- a lock that stays
SELECT pg_advisory_lock(7)

-- a notice to others
SELECT pg_notify('loot', 'x')

-- listening
LISTEN loot

-- reload
SELECT pg_reload_conf()

-- a log that is switched
SELECT pg_switch_wal()

-- a message in the log
SELECT pg_logical_emit_message(false, 'loot', 'x')

-- the transaction's number
SELECT txid_current()

-- stopping others
SELECT pg_cancel_backend(1)

-- a cursor that stays
DECLARE loot CURSOR WITH HOLD FOR SELECT 1

-- closing ours
CLOSE quaestor
