CREATE TABLE "Region" ("id" INTEGER PRIMARY KEY, "Name" VARCHAR NOT NULL UNIQUE);
CREATE TABLE employee (
    id INTEGER PRIMARY KEY,
    "firstName" VARCHAR NOT NULL,
    "lastName" VARCHAR,
    region_id INTEGER REFERENCES "Region" ("id"),
    manager_id INTEGER,
    salary DECIMAL(10, 2),
    rating DOUBLE PRECISION,
    hired DATE,
    seen TIMESTAMP,
    active BOOLEAN,
    code VARCHAR,
    "order" INTEGER
);
CREATE TABLE sale (
    sale_id BIGINT PRIMARY KEY,
    employee_id INTEGER NOT NULL REFERENCES employee (id),
    product VARCHAR,
    quantity INTEGER,
    unit_price DECIMAL(8, 2),
    sold_on DATE,
    note VARCHAR
);
COMMENT ON TABLE sale IS 'One line of a receipt';
COMMENT ON COLUMN sale.unit_price IS 'in euros';
INSERT INTO "Region" VALUES (1, 'North'), (2, 'South'), (3, 'Übersee');
INSERT INTO employee VALUES
    (1, 'Ann', 'Berg', 1, NULL, 5200.00, 4.5, '2015-03-01', '2024-02-29 08:15:30', TRUE, '7', 3),
    (2, 'Bob', 'Carl', 1, 1, 3100.50, 3.25, '2018-07-15', '2024-03-01 00:00:00', TRUE, '12', 1),
    (3, 'Cleo', 'Dorn', 2, 1, 4100.00, NULL, '2018-12-31', '2023-12-31 23:59:59', FALSE, 'x9', 2),
    (4, 'Dan', NULL, 2, 3, NULL, 2.5, '2020-02-29', NULL, NULL, '', NULL),
    (5, 'eve', 'O''Neil', 3, 3, 3100.50, -1.5, '2021-01-01', '2024-03-10 12:00:00', TRUE, '007', 5),
    (6, 'Fay', '100%_sure', NULL, 1, 2500.00, 0.5, NULL, '2022-06-05 06:07:08', FALSE, NULL, 4);
INSERT INTO sale VALUES
    (1, 1, 'lamp', 3, 19.99, '2024-01-01', 'gift'),
    (2, 1, 'desk', 1, 250.00, '2024-01-31', NULL),
    (3, 2, 'lamp', 2, 18.50, '2024-02-01', 'Gift wrapped'),
    (4, 2, 'chair', 4, 45.00, '2024-02-29', ''),
    (5, 3, 'lamp', 0, 19.99, '2024-03-31', 'returned'),
    (6, 5, 'desk', 2, 240.00, '2023-12-31', 'a.b'),
    (7, 5, 'chair', NULL, 44.00, '2024-06-15', 'two words'),
    (8, 1, NULL, 7, NULL, NULL, 'GIFT');
