-- refused: environment
SELECT getenv('HOME')

-- refused: setting
SELECT current_setting('home_directory')

-- refused: variable
SELECT getvariable('x')

-- refused: settings table
SELECT * FROM duckdb_settings()

-- refused: secrets
SELECT * FROM duckdb_secrets()

-- refused: databases
SELECT * FROM duckdb_databases()

-- refused: functions table
SELECT * FROM duckdb_functions()

-- refused: pragma as a table
SELECT * FROM pragma_database_list

-- refused: logs
SELECT * FROM duckdb_logs

-- refused: information schema
SELECT * FROM information_schema.tables

-- refused: pg catalog
SELECT * FROM pg_catalog.pg_class

-- refused: sqlite master
SELECT * FROM sqlite_master

-- refused: other database
SELECT * FROM other.main.mountain

-- refused: version
SELECT version()

-- refused: current user
SELECT current_user

-- refused: current database
SELECT current_database()

-- refused: environment of the bait
SELECT getenv('{variable}')

-- refused: environment in WHERE
SELECT name FROM mountain WHERE name > getenv('{variable}')

-- refused: environment in a CTE
WITH e AS (SELECT getenv('{variable}') AS v) SELECT v FROM e

-- refused: environment as a quoted function
SELECT "getenv"('{variable}')

-- refused: hidden schema
SELECT * FROM hidden.vault

-- refused: hidden schema with a catalog
SELECT * FROM peaks.hidden.vault

-- refused: hidden table alone
SELECT * FROM vault

-- refused: hidden schema quoted
SELECT * FROM "hidden"."vault"

-- refused: hidden schema in odd case
SELECT * FROM HIDDEN.Vault

-- refused: hidden schema as one name
SELECT * FROM "hidden.vault"

-- refused: hidden in a subquery
SELECT name FROM mountain WHERE name IN (SELECT word FROM hidden.vault)

-- refused: hidden behind a CTE of its name
WITH vault AS (SELECT 1 AS word) SELECT * FROM hidden.vault

-- refused: hidden columns
SELECT hidden.vault.word FROM mountain

-- refused: search path
SELECT current_setting('search_path')

-- refused: duckdb_tables view
SELECT * FROM duckdb_tables

-- refused: duckdb_tables function
SELECT * FROM duckdb_tables()

-- refused: duckdb_columns
SELECT * FROM duckdb_columns

-- refused: duckdb_views
SELECT sql FROM duckdb_views

-- refused: duckdb_constraints
SELECT * FROM duckdb_constraints

-- refused: duckdb_indexes
SELECT * FROM duckdb_indexes

-- refused: duckdb_schemas
SELECT * FROM duckdb_schemas

-- refused: duckdb_types
SELECT * FROM duckdb_types

-- refused: duckdb_databases view
SELECT path FROM duckdb_databases

-- refused: duckdb_memory
SELECT * FROM duckdb_memory()

-- refused: duckdb_temporary_files
SELECT * FROM duckdb_temporary_files()

-- refused: duckdb_extensions
SELECT * FROM duckdb_extensions()

-- refused: duckdb_variables
SELECT * FROM duckdb_variables()

-- refused: duckdb_prepared_statements
SELECT * FROM duckdb_prepared_statements()

-- refused: duckdb_table_sample
SELECT * FROM duckdb_table_sample('mountain')

-- refused: duckdb_external_file_cache
SELECT * FROM duckdb_external_file_cache()

-- refused: logs parsed
SELECT * FROM duckdb_logs_parsed('HTTP')

-- refused: sqlite schema
SELECT * FROM sqlite_schema

-- refused: pg tables
SELECT * FROM pg_tables

-- refused: pg settings
SELECT * FROM pg_settings

-- refused: pg class unqualified
SELECT * FROM pg_class

-- refused: information schema columns
SELECT * FROM information_schema.columns

-- refused: information schema with a catalog
SELECT * FROM system.information_schema.tables

-- refused: main qualified view
SELECT * FROM main.duckdb_tables

-- refused: main qualified view, quoted
SELECT * FROM "main"."duckdb_databases"

-- refused: pragma table info
SELECT * FROM pragma_table_info('mountain')

-- refused: pragma storage info
SELECT * FROM pragma_storage_info('mountain')

-- refused: pragma database size
SELECT * FROM pragma_database_size()

-- refused: pragma user agent
SELECT * FROM pragma_user_agent()

-- refused: pragma platform
SELECT * FROM pragma_platform()

-- refused: a recursive CTE named like a view
WITH RECURSIVE duckdb_databases AS (SELECT * FROM duckdb_databases) SELECT * FROM duckdb_databases

-- refused: a recursive CTE whose anchor is a view
WITH RECURSIVE duckdb_tables AS (SELECT database_name FROM duckdb_tables UNION ALL SELECT database_name FROM duckdb_tables WHERE false) SELECT * FROM duckdb_tables

-- refused: a CTE that reads the view of its name
WITH duckdb_tables AS (SELECT * FROM duckdb_tables) SELECT * FROM duckdb_tables

-- refused: a CTE out of reach in a set operation
(WITH duckdb_views AS (SELECT 1 AS a) SELECT a FROM duckdb_views) UNION ALL SELECT 1 FROM duckdb_views

-- refused: current schemas
SELECT current_schemas(true)

-- refused: current query
SELECT current_query()

-- refused: current role
SELECT current_role

-- refused: session user
SELECT session_user

-- refused: connection id
SELECT current_connection_id()

-- refused: transaction id
SELECT txid_current()

-- refused: has privilege
SELECT has_table_privilege('hidden.vault', 'select')

-- refused: view definition
SELECT pg_get_viewdef(1)

-- refused: object description
SELECT obj_description(1, 'x')

-- refused: statistics
SELECT stats(name) FROM mountain

-- refused: vector type
SELECT vector_type(name) FROM mountain

-- refused: variable set by nobody
SELECT getvariable('path')

-- refused: json plan
SELECT json_serialize_plan('SELECT * FROM hidden.vault')

-- refused: json sql
SELECT json_serialize_sql('SELECT 1')

-- refused: json back to sql
SELECT json_deserialize_sql('{}')

-- refused: random seed
SELECT setseed(0.5)

-- refused: sequence value
SELECT currval('s')

-- refused: parse a log
SELECT parse_duckdb_log_message('HTTP', 'x')

-- refused: pg size
SELECT pg_size_pretty(1)

-- refused: collations
SELECT * FROM pragma_collations()
