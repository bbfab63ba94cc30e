-- A PostgreSQL role for `quaestor --database`: it logs in and reads, and can do nothing else.
--
-- Run once by an owner of the database, in it (the password is asked for, and sent encrypted):
--
--   psql --dbname sales --file docker/reader.sql --command '\\password quaestor_reader'
--
-- then QUAESTOR_DATABASE=postgresql://quaestor_reader@db.example/sales?sslmode=verify-full, the password in ~/.pgpass.
-- Quaestor reads the schemas on the role's search path; put others than `public` there, and grant the same on them.

CREATE ROLE quaestor_reader LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 8;

ALTER ROLE quaestor_reader SET default_transaction_read_only = on;
ALTER ROLE quaestor_reader SET statement_timeout = '60s';
ALTER ROLE quaestor_reader SET lock_timeout = '3s';
ALTER ROLE quaestor_reader SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE quaestor_reader SET search_path = public;

-- Before PostgreSQL 15 everybody may create in `public`. Uncomment if no other role relies on it:
-- REVOKE CREATE ON SCHEMA public FROM PUBLIC;

GRANT USAGE ON SCHEMA public TO quaestor_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO quaestor_reader;
-- Tables that this owner makes later; to hide one, REVOKE SELECT on it, or grant single columns instead.
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO quaestor_reader;
