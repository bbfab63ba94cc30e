-- refused: sql from text
SELECT * FROM query('DROP TABLE mountain')

-- refused: table from text
SELECT * FROM query_table('mountain')

-- refused: sql from json
SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))

-- refused: sequence
SELECT nextval('s')

-- refused: write to the log
SELECT write_log('x')

-- refused: parameter
SELECT name FROM mountain WHERE id = $1

-- refused: question mark
SELECT name FROM mountain WHERE id = ?

-- refused: time travel
SELECT * FROM mountain AT (VERSION => 1)

-- refused: sample
SELECT * FROM mountain TABLESAMPLE reservoir(5 ROWS)

-- refused: lock
SELECT * FROM mountain FOR UPDATE

-- refused: pivot
PIVOT mountain ON range_name USING count(*)

-- refused: dollar quotes
SELECT * FROM $$/etc/passwd$$

-- refused: query in upper case
SELECT * FROM QUERY('SELECT 1')

-- refused: query with a reader
SELECT * FROM query('SELECT * FROM read_text(''{txt}'')')

-- refused: query_table with a file
SELECT * FROM query_table('{csv}')

-- refused: query_table with a list
SELECT * FROM query_table(['mountain', 'hidden.vault'])

-- refused: execute serialized
SELECT * FROM json_execute_serialized_sql('{}')

-- refused: named parameter
SELECT $name

-- refused: colon parameter
SELECT :name

-- refused: at parameter
SELECT @name

-- refused: numbered parameter
SELECT ?1

-- refused: positional reference
SELECT #1 FROM mountain

-- refused: columns function
SELECT COLUMNS('n.*') FROM mountain

-- refused: columns star
SELECT COLUMNS(*) FROM mountain

-- refused: unpacked columns
SELECT coalesce(*COLUMNS(*)) FROM mountain

-- refused: escape string
SELECT E'\x41'

-- refused: bit string
SELECT B'101'

-- refused: hex string
SELECT X'41'

-- refused: dollar quoted
SELECT $$abc$$

-- refused: dollar tag
SELECT $tag$; DROP TABLE mountain; $tag$

-- refused: national string
SELECT N'a'

-- refused: unicode string
SELECT U&'\0061'

-- limited: jinja
SELECT {{ name }} FROM mountain

-- refused: template
SELECT ${name} FROM mountain

-- refused: square brackets as quotes
SELECT [name] FROM [mountain]

-- refused: top
SELECT TOP 3 name FROM mountain

-- refused: using sample
SELECT * FROM mountain USING SAMPLE 3

-- refused: tablesample
SELECT * FROM mountain TABLESAMPLE 10%

-- refused: for share
SELECT * FROM mountain FOR SHARE

-- refused: hint
SELECT /*+ x */ name FROM mountain; SELECT 2

-- refused: connect by
SELECT name FROM mountain CONNECT BY PRIOR id = id

-- refused: match recognize
SELECT * FROM mountain MATCH_RECOGNIZE (PATTERN (a) DEFINE a AS true)

-- runs: lateral view
SELECT * FROM mountain LATERAL VIEW explode([1]) t AS x

-- refused: xml table
SELECT * FROM XMLTABLE('/a' PASSING 'b')

-- refused: json table
SELECT * FROM JSON_TABLE('[]', '$' COLUMNS (a INT PATH '$'))

-- refused: open query
SELECT * FROM OPENROWSET('x')

-- refused: macro call
SELECT * FROM t() AS x

-- refused: method call
SELECT 'abc'.upper()

-- refused: method call of a reader
SELECT ('{txt}').read_text()

-- refused: operator function
SELECT "+"(1, 2)

-- refused: function with a schema
SELECT main.getenv('{variable}')

-- refused: function with a catalog
SELECT system.main.getenv('{variable}')

-- refused: function in double quotes
SELECT "current_setting"('home_directory')

-- refused: array function by name
SELECT list_aggregate([1], 'sum')

-- refused: reduce
SELECT list_reduce([1, 2], (a, b) -> a + b)

-- refused: apply by name
SELECT apply([1], x -> getenv('{variable}'))

-- refused: lambda that reads the environment
SELECT list_transform(['{variable}'], x -> getenv(x))

-- refused: cast to an own type
SELECT CAST('a' AS mood)

-- refused: cast to a union
SELECT CAST(1 AS UNION(a INT))

-- refused: cast to an enum
SELECT CAST('a' AS ENUM('a', 'b'))

-- runs: cast to a map
SELECT CAST(NULL AS MAP(INT, INT))

-- refused: cast to a type of another schema
SELECT CAST(1 AS hidden.mood)

-- refused: struct from json
SELECT from_json('{}', '{"a": "INT"}')

-- refused: json transform
SELECT json_transform('{}', '{}')

-- refused: constant or null
SELECT constant_or_null(1, 2)

-- refused: error
SELECT error('x')

-- refused: internal function
SELECT __internal_compress_integral_utinyint(1, 1)

-- refused: cast to type
SELECT cast_to_type('1', 1)

-- refused: create sort key
SELECT create_sort_key(1, 'asc')

-- refused: invoke
SELECT invoke(1)

-- refused: remap struct
SELECT remap_struct(1, 2, 3, 4)

-- refused: at time zone of a file
SELECT * FROM mountain AT (TIMESTAMP => now())

-- refused: asof
SELECT * FROM mountain ASOF JOIN climber ON mountain.id >= climber.id AND getenv('{variable}') = ''

-- refused: semi join with a reader
SELECT * FROM mountain SEMI JOIN (SELECT * FROM read_text('{txt}')) t ON true

-- refused: default value
SELECT DEFAULT

-- refused: prefix alias of a file
SELECT * FROM t: '{csv}'

-- refused: assignment
SELECT @x := 1

-- refused: procedure
SELECT * FROM mountain PROCEDURE ANALYSE()

-- refused: windows path
SELECT * FROM 'C:\\secret.csv'

-- refused: number as a table
SELECT * FROM 1

-- refused: list as a table
SELECT * FROM ['{csv}']
