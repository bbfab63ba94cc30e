CREATE TABLE country (
  code VARCHAR PRIMARY KEY, name VARCHAR NOT NULL, continent VARCHAR, population BIGINT, area_km2 DOUBLE
);
CREATE TABLE mountain (
  id INTEGER PRIMARY KEY, name VARCHAR NOT NULL, country_code VARCHAR REFERENCES country(code),
  height_m INTEGER, first_ascent DATE, range_name VARCHAR
);
CREATE TABLE climber (id INTEGER PRIMARY KEY, name VARCHAR NOT NULL, birth_year INTEGER, nationality VARCHAR);
CREATE TABLE ascent (mountain_id INTEGER, climber_id INTEGER, year INTEGER, oxygen BOOLEAN);
COMMENT ON TABLE ascent IS 'who reached which summit';
COMMENT ON COLUMN mountain.height_m IS 'height above the sea in metres';

INSERT INTO country VALUES
  ('NP', 'Nepal', 'Asia', 29164578, 147181), ('PK', 'Pakistan', 'Asia', 241499431, 881913),
  ('US', 'United States', 'North America', 331449281, 9833520), ('FR', 'France', 'Europe', 68042591, 643801),
  ('CH', 'Switzerland', 'Europe', 8703405, 41285), ('AR', 'Argentina', 'South America', 46044703, 2780400),
  ('TZ', 'Tanzania', 'Africa', 61741120, 947303), ('BT', 'Bhutan', 'Asia', 727145, 38394);
INSERT INTO mountain VALUES
  (1, 'Mount Everest', 'NP', 8849, '1953-05-29', 'Himalayas'), (2, 'K2', 'PK', 8611, '1954-07-31', 'Karakoram'),
  (3, 'Kangchenjunga', 'NP', 8586, '1955-05-25', 'Himalayas'), (4, 'Lhotse', 'NP', 8516, '1956-05-18', 'Himalayas'),
  (5, 'Makalu', 'NP', 8485, '1955-05-15', 'Himalayas'), (6, 'Cho Oyu', 'NP', 8188, '1954-10-19', 'Himalayas'),
  (7, 'Nanga Parbat', 'PK', 8126, '1953-07-03', 'Himalayas'), (8, 'Annapurna I', 'NP', 8091, '1950-06-03', 'Himalayas'),
  (9, 'Denali', 'US', 6190, '1913-06-07', 'Alaska Range'), (10, 'Mont Blanc', 'FR', 4806, '1786-08-08', 'Alps'),
  (11, 'Matterhorn', 'CH', 4478, '1865-07-14', 'Alps'), (12, 'Aconcagua', 'AR', 6961, '1897-01-14', 'Andes'),
  (13, 'Kilimanjaro', 'TZ', 5895, '1889-10-06', NULL), (14, 'Gangkhar Puensum', 'BT', 7570, NULL, 'Himalayas');
INSERT INTO climber VALUES
  (1, 'Edmund Hillary', 1919, 'New Zealand'), (2, 'Tenzing Norgay', 1914, 'Nepal'), (3, 'Reinhold Messner', 1944, 'Italy'),
  (4, 'Peter Habeler', 1942, 'Austria'), (5, 'Achille Compagnoni', 1914, 'Italy'), (6, 'Lino Lacedelli', 1925, 'Italy'),
  (7, 'Hermann Buhl', 1924, 'Austria'), (8, 'Edward Whymper', 1840, 'United Kingdom'), (9, 'Junko Tabei', 1939, 'Japan'),
  (10, 'Maurice Herzog', 1919, 'France'), (11, 'Gerlinde Kaltenbrunner', 1970, 'Austria');
INSERT INTO ascent VALUES
  (1, 1, 1953, true), (1, 2, 1953, true), (1, 3, 1978, false), (1, 4, 1978, false), (1, 9, 1975, true),
  (2, 5, 1954, true), (2, 6, 1954, true), (2, 3, 1979, false), (7, 7, 1953, false), (7, 3, 1970, false),
  (8, 10, 1950, false), (11, 8, 1865, false);
