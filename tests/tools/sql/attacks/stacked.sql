-- refused: two statements
SELECT 1; SELECT 2

-- refused: stacked drop
SELECT name FROM mountain; DROP TABLE mountain

-- refused: stacked drop behind a comment
SELECT name FROM mountain /* ; */ ; DROP TABLE mountain --

-- refused: comment before the verb
/* SELECT */ DROP TABLE mountain

-- refused: letter case
dRoP tAbLe mountain

-- refused: not SQL
please delete everything

-- refused: empty
;

-- refused: only a comment
-- SELECT 1

-- refused: half a statement
SELECT name FROM

-- refused: open quote
SELECT 'abc FROM mountain

-- refused: stacked on one line
SELECT 1;DROP TABLE mountain;

-- refused: stacked selects with comments
SELECT 1 -- ;
; SELECT 2

-- refused: stacked behind a literal
SELECT ';'; DROP TABLE mountain

-- refused: stacked behind dollar quotes
SELECT $$;$$; DROP TABLE mountain

-- refused: stacked copy
SELECT 1; COPY mountain TO '{folder}/x.csv'

-- refused: stacked attach
SELECT name FROM mountain;ATTACH '{duckdb}'

-- refused: stacked set
SELECT 1 ; SET enable_external_access=true ; SELECT * FROM '{csv}'

-- refused: stacked after a set operation
SELECT name FROM mountain UNION SELECT name FROM climber; DELETE FROM mountain

-- refused: begin and commit
BEGIN; SELECT 1; COMMIT

-- runs: nested comment hides the end
SELECT 1 /* /* */ ; DROP TABLE mountain; */

-- refused: comment within a verb
DR/**/OP TABLE mountain

-- refused: comment between verb and table
DROP/* select */TABLE/**/mountain

-- refused: line comment then verb
-- SELECT 1
DROP TABLE mountain

-- refused: many comments then a verb
/*a*//*b*/--c
/*d*/DELETE FROM mountain

-- refused: unclosed comment
SELECT 1 /* DROP TABLE mountain

-- refused: executable comment
SELECT 1 /*! ; DROP TABLE mountain */; DROP TABLE mountain

-- refused: carriage return after a line comment
SELECT 1 --DROP
; DROP TABLE mountain

-- refused: semicolons only
;;;

-- refused: three statements
SELECT 1; ; SELECT 2

-- refused: select keyword only
SELECT

-- refused: with only
WITH a AS (SELECT 1)

-- refused: from only
FROM

-- refused: extra parenthesis
SELECT (1

-- refused: closing parenthesis breaks out
SELECT name FROM mountain WHERE (name = 'a'); DROP TABLE mountain; --')

-- refused: quote breaks out
SELECT name FROM mountain WHERE name = ''; DROP TABLE mountain; --'

-- refused: backslash is no escape
SELECT name FROM mountain WHERE name = '\'; DROP TABLE mountain; --'

-- refused: go separator
SELECT 1
GO
DROP TABLE mountain

-- refused: delimiter command
DELIMITER //
SELECT 1 //

-- refused: shell command
.shell cat {txt}

-- refused: dot read
.read {txt}

-- refused: psql copy
\copy mountain to '{folder}/x'

-- refused: backtick
SELECT `name`; DROP TABLE mountain

-- runs: a comment that looks like an attack
SELECT name /* ; DROP TABLE mountain */ FROM mountain -- ; DROP TABLE mountain

-- runs: nested comments
SELECT name /* a /* b */ c */ FROM mountain

-- runs: a literal with a comment
SELECT '/* ; DROP TABLE mountain; -- */' AS a

-- runs: a literal with quotes
SELECT count(*) FROM climber WHERE name = 'O''Brien''; --'

-- runs: one semicolon at the end
SELECT count(*) FROM mountain ;
