"""Small graphs that the tests share, written as lines of `subject | relation | object`."""

from __future__ import annotations

from retrievers.graph.store.triples import GraphStore
from retrievers.schema import Triple

FILMS = """
Rushford | directed_by | Ann Vale
Rushford | written_by | Ben Oro
Rushford | starred_actors | Cleo Marsh
Rushford | starred_actors | Dan Pell
Rushford | has_genre | Comedy
Rushford | release_year | 1998
Night Ferry | directed_by | Ann Vale
Night Ferry | written_by | Eve Strand
Night Ferry | starred_actors | Dan Pell
Night Ferry | has_genre | Thriller
Night Ferry | release_year | 2004
Low Tide | directed_by | Finn Gray
Low Tide | written_by | Ben Oro
Low Tide | starred_actors | Cleo Marsh
Low Tide | starred_actors | Gus Hale
Low Tide | has_genre | Drama
Low Tide | release_year | 2004
"""
"""No classes, no inverses: what things are shows only in what leads to them."""

FAMILY = """
Ida | parents | Jon
Ida | spouse | Karl
Jon | children | Ida
Jon | children | Lea
Jon | profession | baker
Karl | profession | pilot
Karl | place_of_birth | Oslo
Karl | place_of_death | Bergen
Karl | cause_of_death | fever
Lea | children | Max
Max | profession | poet
"""

SPACE = """
Apollo 11 | type | crewed mission
Apollo 13 | type | crewed mission
Pathfinder | type | robotic mission
Neil Armstrong | type | astronaut
Jim Lovell | type | astronaut
Buzz Aldrin | type | astronaut
Saturn V | type | launch vehicle
USS Hornet | type | ship
Ohio | type | place
Wapakoneta | type | place
Apollo 11 | commander | Neil Armstrong
Apollo 11 | crewMember | Neil Armstrong
Apollo 11 | crewMember | Buzz Aldrin
Apollo 13 | commander | Jim Lovell
Apollo 13 | crewMember | Jim Lovell
Apollo 11 | launchedBy | Saturn V
Apollo 13 | launchedBy | Saturn V
Apollo 11 | recoveredBy | USS Hornet
Apollo 11 | launchDate | 1969-07-16
Neil Armstrong | bornIn | Wapakoneta
Wapakoneta | locatedIn | Ohio
JAXA | successorOf | NASDA
"""


def build(
    lines: str, aliases: dict[str, list[str]] | None = None, inverses: dict[str, str] | None = None
) -> GraphStore:
    """Build a graph of the triples in `lines`; objects that begin with a digit are literals."""
    rows = [line.split(" | ") for line in lines.strip().splitlines()]
    triples = [
        Triple(subject=s, relation=r, object=o, literal=o[0].isdigit(), source=f"world.csv:{i}")
        for i, (s, r, o) in enumerate(rows, 1)
    ]
    return GraphStore.build(triples, aliases or {}, inverses=inverses or {})


COMPANY = """
Priya Nair | position | chief executive
Marta Ruiz | reports_to | Priya Nair
Marta Ruiz | position | head of engineering
Tom Adeyemi | reports_to | Priya Nair
Tom Adeyemi | position | head of sales
Lin Wei | reports_to | Marta Ruiz
Lin Wei | position | developer
Sven Olsen | reports_to | Marta Ruiz
Sven Olsen | position | developer
Aisha Khan | reports_to | Marta Ruiz
Aisha Khan | position | tester
Joao Reis | reports_to | Tom Adeyemi
Joao Reis | position | account manager
Marta Ruiz | works_in_department | Engineering
Lin Wei | works_in_department | Engineering
Sven Olsen | works_in_department | Engineering
Aisha Khan | works_in_department | Quality
Tom Adeyemi | works_in_department | Sales
Joao Reis | works_in_department | Sales
Engineering | office | Rotterdam
Quality | office | Rotterdam
Sales | office | Lisbon
Rotterdam | country | Netherlands
Lisbon | country | Portugal
Engineering | budget | 900000
Quality | budget | 150000
Sales | budget | 400000
Lin Wei | assigned_to | Project Heron
Aisha Khan | assigned_to | Project Heron
Sven Olsen | assigned_to | Project Otter
Lin Wei | assigned_to | Project Otter
Joao Reis | assigned_to | Project Finch
Project Heron | client | Delta Bank
Project Otter | client | Novo Rail
Project Finch | client | Delta Bank
Project Heron | started | 2021-03-01
Project Otter | started | 2022-09-15
Project Finch | started | 2019-05-20
Priya Nair | hired | 2012-01-09
Marta Ruiz | hired | 2015-06-01
Tom Adeyemi | hired | 2016-02-15
Lin Wei | hired | 2019-11-04
Sven Olsen | hired | 2021-08-16
Aisha Khan | hired | 2018-04-23
Joao Reis | hired | 2020-10-05
Lin Wei | speaks | Mandarin
Lin Wei | speaks | English
Joao Reis | speaks | Portuguese
Joao Reis | speaks | English
Sven Olsen | speaks | Norwegian
Priya Nair | speaks | Hindi
Priya Nair | speaks | English
"""
"""An organisation: no classes, numbers and dates to compare."""

RIVERS = """
Orva | type | river
Senna | type | river
Talla | type | river
Mirr | type | river
Kesh Lake | type | lake
Dunholm | type | city
Pell | type | city
Arkast | type | city
Varn | type | city
Losk | type | country
Merinia | type | country
Mount Hale | type | mountain
Mount Ire | type | mountain
Orva | rises_in | Mount Hale
Senna | rises_in | Mount Ire
Talla | rises_in | Mount Hale
Mirr | rises_in | Mount Ire
Orva | flows_into | Kesh Lake
Senna | flows_into | Orva
Talla | flows_into | Orva
Mirr | flows_into | Kesh Lake
Orva | length_km | 412
Senna | length_km | 98
Talla | length_km | 155
Mirr | length_km | 230
Dunholm | lies_on | Orva
Pell | lies_on | Orva
Arkast | lies_on | Mirr
Varn | lies_on | Senna
Dunholm | located_in | Losk
Pell | located_in | Merinia
Arkast | located_in | Merinia
Varn | located_in | Losk
Losk | capital | Dunholm
Merinia | capital | Arkast
Losk | borders | Merinia
Dunholm | population | 820000
Pell | population | 95000
Arkast | population | 410000
Varn | population | 61000
Dunholm | founded | 1187
Pell | founded | 1650
Arkast | founded | 1402
Varn | founded | 1921
Losk | official_language | Loskish
Merinia | official_language | Merinian
Losk | official_language | English
Mount Hale | height_m | 2310
Mount Ire | height_m | 1875
Mount Hale | located_in | Losk
Mount Ire | located_in | Merinia
Senna Bridge | type | bridge
Senna Bridge | crosses | Senna
Senna Bridge | opened | 1934
Old Bridge | type | bridge
Old Bridge | crosses | Orva
Old Bridge | opened | 1771
Queen Bridge | type | bridge
Queen Bridge | crosses | Orva
Queen Bridge | opened | 1888
Old Bridge | designed_by | Edda Roe
Queen Bridge | designed_by | Karel Vint
Senna Bridge | designed_by | Karel Vint
Karel Vint | born_in | Pell
Edda Roe | born_in | Dunholm
"""
"""Rivers, cities and countries, with classes and measures."""

PEOPLE = """
Nora Bell | people.person.place_of_birth | Carrow
Nora Bell | people.person.date_of_birth | 1931-04-12
Nora Bell | people.person.profession | Actor
Nora Bell | people.person.spouse | Hugh Tarn
Hugh Tarn | people.person.spouse | Nora Bell
Hugh Tarn | people.person.place_of_birth | Linsey
Hugh Tarn | people.person.date_of_birth | 1925-09-30
Hugh Tarn | people.person.profession | Film Director
Hugh Tarn | people.person.profession | Painter
Hugh Tarn | people.deceased_person.date_of_death | 1990-02-02
Hugh Tarn | people.deceased_person.place_of_death | Carrow
Hugh Tarn | people.deceased_person.cause_of_death | Stroke
Ivo Tarn | people.person.parents | Hugh Tarn
Ivo Tarn | people.person.parents | Nora Bell
Ivo Tarn | people.person.place_of_birth | Carrow
Ivo Tarn | people.person.date_of_birth | 1958-07-07
Ivo Tarn | people.person.profession | Composer
Ivo Tarn | people.person.nationality | Aldovia
Ivo Tarn | people.person.education | Linsey Conservatory
Cora Finch | people.person.place_of_birth | Linsey
Cora Finch | people.person.profession | Actor
Cora Finch | people.person.nationality | Aldovia
Cora Finch | people.person.date_of_birth | 1960-01-15
Hugh Tarn | film.director.film | The Salt Road
Hugh Tarn | film.director.film | Glass Harbour
Nora Bell | film.actor.film | The Salt Road
Nora Bell | film.actor.film | Winter Orchard
Cora Finch | film.actor.film | Winter Orchard
Cora Finch | film.actor.film | Glass Harbour
Cora Finch | film.director.film | Winter Orchard
Ivo Tarn | film.music_contributor.film | Winter Orchard
The Salt Road | film.film.initial_release_date | 1961
Glass Harbour | film.film.initial_release_date | 1984
Winter Orchard | film.film.initial_release_date | 1988
The Salt Road | film.film.genre | War film
Glass Harbour | film.film.genre | Drama
Winter Orchard | film.film.genre | Drama
Winter Orchard | film.film.language | Aldovian
The Salt Road | film.film.language | English
Carrow | location.location.containedby | Aldovia
Linsey | location.location.containedby | Aldovia
Aldovia | location.country.capital | Linsey
Aldovia | location.country.currency_used | Aldovian crown
Linsey Conservatory | organization.organization.headquarters | Linsey
Linsey Conservatory | organization.organization.date_founded | 1840
Linsey Conservatory | organization.organization.founders | Anton Grau
Carrow Rovers | sports.sports_team.location | Carrow
Carrow Rovers | sports.sports_team.sport | Football
Carrow Rovers | sports.sports_team.coach | Ben Odd
Linsey United | sports.sports_team.location | Linsey
Linsey United | sports.sports_team.sport | Football
Ben Odd | sports.pro_athlete.teams | Linsey United
"""
"""Relations named as Freebase names them; two relations share the last part of their names."""

BOOKS = """
http://lib.example/book/Mercury | rdf:type | http://lib.example/onto#Novel
http://lib.example/book/Tidewater | rdf:type | http://lib.example/onto#Novel
http://lib.example/book/Small_Hours | rdf:type | http://lib.example/onto#PoetryCollection
http://lib.example/book/Ash_Lane | rdf:type | http://lib.example/onto#Novel
http://lib.example/magazine/Mercury | rdf:type | http://lib.example/onto#Magazine
http://lib.example/person/Olga_Lund | rdf:type | http://lib.example/onto#Author
http://lib.example/person/Peter_Sand | rdf:type | http://lib.example/onto#Author
http://lib.example/person/Rita_Moss | rdf:type | http://lib.example/onto#Translator
http://lib.example/person/Hana_Ito | rdf:type | http://lib.example/onto#Editor
http://lib.example/house/Quill_Press | rdf:type | http://lib.example/onto#Publisher
http://lib.example/house/Harbour_Books | rdf:type | http://lib.example/onto#Publisher
http://lib.example/prize/Lantern_Prize | rdf:type | http://lib.example/onto#LiteraryPrize
http://lib.example/prize/North_Medal | rdf:type | http://lib.example/onto#LiteraryPrize
http://lib.example/book/Mercury | http://lib.example/onto#hasAuthor | http://lib.example/person/Olga_Lund
http://lib.example/book/Tidewater | http://lib.example/onto#hasAuthor | http://lib.example/person/Olga_Lund
http://lib.example/book/Small_Hours | http://lib.example/onto#hasAuthor | http://lib.example/person/Peter_Sand
http://lib.example/book/Ash_Lane | http://lib.example/onto#hasAuthor | http://lib.example/person/Peter_Sand
http://lib.example/book/Mercury | http://lib.example/onto#publishedBy | http://lib.example/house/Quill_Press
http://lib.example/book/Tidewater | http://lib.example/onto#publishedBy | http://lib.example/house/Harbour_Books
http://lib.example/book/Small_Hours | http://lib.example/onto#publishedBy | http://lib.example/house/Quill_Press
http://lib.example/book/Ash_Lane | http://lib.example/onto#publishedBy | http://lib.example/house/Harbour_Books
http://lib.example/magazine/Mercury | http://lib.example/onto#publishedBy | http://lib.example/house/Harbour_Books
http://lib.example/magazine/Mercury | http://lib.example/onto#editedBy | http://lib.example/person/Hana_Ito
http://lib.example/book/Mercury | http://lib.example/onto#translatedBy | http://lib.example/person/Rita_Moss
http://lib.example/book/Ash_Lane | http://lib.example/onto#translatedBy | http://lib.example/person/Rita_Moss
http://lib.example/book/Mercury | http://lib.example/onto#publicationYear | 1999
http://lib.example/book/Tidewater | http://lib.example/onto#publicationYear | 2006
http://lib.example/book/Small_Hours | http://lib.example/onto#publicationYear | 2010
http://lib.example/book/Ash_Lane | http://lib.example/onto#publicationYear | 1987
http://lib.example/book/Mercury | http://lib.example/onto#numberOfPages | 310
http://lib.example/book/Tidewater | http://lib.example/onto#numberOfPages | 542
http://lib.example/book/Small_Hours | http://lib.example/onto#numberOfPages | 88
http://lib.example/book/Ash_Lane | http://lib.example/onto#numberOfPages | 275
http://lib.example/book/Tidewater | http://lib.example/onto#wonPrize | http://lib.example/prize/Lantern_Prize
http://lib.example/book/Small_Hours | http://lib.example/onto#wonPrize | http://lib.example/prize/North_Medal
http://lib.example/book/Ash_Lane | http://lib.example/onto#wonPrize | http://lib.example/prize/Lantern_Prize
http://lib.example/person/Olga_Lund | http://lib.example/onto#birthPlace | Tromso
http://lib.example/person/Peter_Sand | http://lib.example/onto#birthPlace | Leith
http://lib.example/person/Rita_Moss | http://lib.example/onto#birthPlace | Leith
http://lib.example/house/Quill_Press | http://lib.example/onto#basedIn | Leith
http://lib.example/house/Harbour_Books | http://lib.example/onto#basedIn | Hull
http://lib.example/person/Hana_Ito | http://lib.example/onto#almaMater | University of Hull
"""
"""An ontology's graph: IRIs, classes, relations in camel case, and two nodes that people call Mercury."""

STAGE = """
Ottilie Brand | type | director
Casimir Vole | type | director
Renske Tjaden | type | director
Milo Hare | type | actor
Sunniva Oko | type | actor
Jonquil Per | type | actor
Salt Orchard | type | production
Winter Ferry | type | production
Copper Hours | type | production
Room of Bells | type | production
Lane Playhouse | type | venue
Glasshouse | type | venue
Old Tannery | type | venue
Pellham | type | city
Aldwick | type | city
Ottilie Brand | directed | Salt Orchard
Ottilie Brand | directed | Winter Ferry
Casimir Vole | directed | Copper Hours
Renske Tjaden | directed | Room of Bells
Ottilie Brand | mentor of | Casimir Vole
Milo Hare | played in | Salt Orchard
Sunniva Oko | played in | Salt Orchard
Sunniva Oko | played in | Winter Ferry
Milo Hare | played in | Copper Hours
Jonquil Per | played in | Copper Hours
Sunniva Oko | played in | Room of Bells
Salt Orchard | performed at | Lane Playhouse
Winter Ferry | performed at | Glasshouse
Copper Hours | performed at | Lane Playhouse
Room of Bells | performed at | Old Tannery
Salt Orchard | premiered | 2013-03-04
Winter Ferry | premiered | 2015-10-11
Copper Hours | premiered | 2015-02-20
Room of Bells | premiered | 2019-05-30
Salt Orchard | budget | 120000
Winter Ferry | budget | 98000
Copper Hours | budget | 150000
Room of Bells | budget | 87000
Lane Playhouse | located in | Pellham
Glasshouse | located in | Aldwick
Old Tannery | located in | Pellham
Lane Playhouse | seats | 420
Glasshouse | seats | 180
Old Tannery | seats | many
Renske Tjaden | born in | Aldwick
Ottilie Brand | born in | Pellham
Milo Hare | born in | Aldwick
Sunniva Oko | born in | Pellham
Jonquil Per | born in | Pellham
"""
"""Productions with dates and budgets; of one venue it is not said in numbers how many seats it has."""
