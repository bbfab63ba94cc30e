"""Countries and the adjectives of nationality that belong to them."""

from __future__ import annotations

import re

_TABLE = """
Afghanistan:Afghan|Albania:Albanian|Algeria:Algerian|Andorra:Andorran|Angola:Angolan
Argentina:Argentine,Argentinian|Armenia:Armenian|Australia:Australian|Austria:Austrian|Azerbaijan:Azerbaijani
Bahamas:Bahamian|Bahrain:Bahraini|Bangladesh:Bangladeshi|Barbados:Barbadian|Belarus:Belarusian|Belgium:Belgian
Belize:Belizean|Benin:Beninese|Bhutan:Bhutanese|Bolivia:Bolivian|Bosnia and Herzegovina:Bosnian
Botswana:Motswana|Brazil:Brazilian|Brunei:Bruneian|Bulgaria:Bulgarian|Burkina Faso:Burkinabé|Burundi:Burundian
Cambodia:Cambodian|Cameroon:Cameroonian|Canada:Canadian|Cape Verde:Cape Verdean|Chad:Chadian|Chile:Chilean
China:Chinese|Colombia:Colombian|Costa Rica:Costa Rican|Croatia:Croatian|Cuba:Cuban|Cyprus:Cypriot
Czech Republic:Czech|Czechoslovakia:Czechoslovak|Denmark:Danish,Dane|Dominican Republic:Dominican
Ecuador:Ecuadorian|Egypt:Egyptian|El Salvador:Salvadoran|England:English|Eritrea:Eritrean|Estonia:Estonian
Ethiopia:Ethiopian|Fiji:Fijian|Finland:Finnish,Finn|France:French|Gabon:Gabonese|Gambia:Gambian|Georgia:Georgian
Germany:German|Ghana:Ghanaian|Greece:Greek|Greenland:Greenlandic|Grenada:Grenadian|Guatemala:Guatemalan
Guinea:Guinean|Guyana:Guyanese|Haiti:Haitian|Honduras:Honduran|Hong Kong:Hongkonger|Hungary:Hungarian
Iceland:Icelandic|India:Indian|Indonesia:Indonesian|Iran:Iranian,Persian|Iraq:Iraqi|Ireland:Irish|Israel:Israeli
Italy:Italian|Ivory Coast:Ivorian|Jamaica:Jamaican|Japan:Japanese|Jordan:Jordanian|Kazakhstan:Kazakh,Kazakhstani
Kenya:Kenyan|Kosovo:Kosovar|Kuwait:Kuwaiti|Kyrgyzstan:Kyrgyz|Laos:Laotian|Latvia:Latvian|Lebanon:Lebanese
Liberia:Liberian|Libya:Libyan|Liechtenstein:Liechtensteiner|Lithuania:Lithuanian|Luxembourg:Luxembourgish
Macau:Macanese|Madagascar:Malagasy|Malawi:Malawian|Malaysia:Malaysian|Maldives:Maldivian|Mali:Malian
Malta:Maltese|Mauritania:Mauritanian|Mauritius:Mauritian|Mexico:Mexican|Moldova:Moldovan|Monaco:Monégasque
Mongolia:Mongolian|Montenegro:Montenegrin|Morocco:Moroccan|Mozambique:Mozambican|Myanmar:Burmese
Namibia:Namibian|Nepal:Nepalese,Nepali|Netherlands:Dutch|New Zealand:New Zealander|Nicaragua:Nicaraguan
Niger:Nigerien|Nigeria:Nigerian|North Korea:North Korean|North Macedonia:Macedonian|Norway:Norwegian|Oman:Omani
Pakistan:Pakistani|Palestine:Palestinian|Panama:Panamanian|Papua New Guinea:Papua New Guinean
Paraguay:Paraguayan|Peru:Peruvian|Philippines:Filipino,Philippine|Poland:Polish,Pole|Portugal:Portuguese
Prussia:Prussian|Puerto Rico:Puerto Rican|Qatar:Qatari|Romania:Romanian|Russia:Russian|Rwanda:Rwandan
Samoa:Samoan|Saudi Arabia:Saudi,Saudi Arabian|Scotland:Scottish|Senegal:Senegalese|Serbia:Serbian,Serb
Sierra Leone:Sierra Leonean|Singapore:Singaporean|Slovakia:Slovak|Slovenia:Slovenian,Slovene|Somalia:Somali
South Africa:South African|South Korea:South Korean,Korean|Soviet Union:Soviet|Spain:Spanish,Spaniard
Sri Lanka:Sri Lankan|Sudan:Sudanese|Suriname:Surinamese|Sweden:Swedish,Swede|Switzerland:Swiss|Syria:Syrian
Taiwan:Taiwanese|Tajikistan:Tajik|Tanzania:Tanzanian|Thailand:Thai|Togo:Togolese|Tonga:Tongan
Trinidad and Tobago:Trinidadian|Tunisia:Tunisian|Turkey:Turkish,Turk|Turkmenistan:Turkmen|Uganda:Ugandan
Ukraine:Ukrainian|United Arab Emirates:Emirati|United Kingdom:British|United States:American,US,U.S.
Uruguay:Uruguayan|Uzbekistan:Uzbek|Venezuela:Venezuelan|Vietnam:Vietnamese|Wales:Welsh|Yemen:Yemeni
Yugoslavia:Yugoslav|Zambia:Zambian|Zimbabwe:Zimbabwean
"""

_OTHER_NAMES = {
    "usa": "United States",
    "u.s.a.": "United States",
    "united states of america": "United States",
    "america": "United States",
    "uk": "United Kingdom",
    "u.k.": "United Kingdom",
    "great britain": "United Kingdom",
    "britain": "United Kingdom",
    "ussr": "Soviet Union",
    "people's republic of china": "China",
    "republic of ireland": "Ireland",
    "persia": "Iran",
    "burma": "Myanmar",
    "holland": "Netherlands",
    "republic of korea": "South Korea",
    "czechia": "Czech Republic",
    "côte d'ivoire": "Ivory Coast",
}


def _read() -> tuple[dict[str, str], dict[str, str]]:
    demonyms: dict[str, str] = {}
    countries = dict(_OTHER_NAMES)
    for entry in _TABLE.replace("\n", "|").split("|"):
        if entry:
            country, _, adjectives = entry.partition(":")
            countries[country.lower()] = country
            demonyms.update({adjective.lower(): country for adjective in adjectives.split(",")})
    return demonyms, countries


DEMONYMS, COUNTRIES = _read()
"""Country by lower-case adjective of nationality, and by lower-case name."""


def country(text: str) -> str | None:
    """Return the country that a name or an adjective of nationality stands for, or None.

    >>> country("the Netherlands"), country("Dutch"), country("Kansas")
    ('Netherlands', 'Netherlands', None)
    """
    key = text.lower().strip(" .,")
    key = key.removeprefix("the ")
    return COUNTRIES.get(key) or DEMONYMS.get(key) or DEMONYMS.get(key + ".")


_PARTS = {"United Kingdom": ("England", "Scotland", "Wales", "Northern Ireland")}
"""Countries that belong to another: who is of one of them is of the whole too, and not of the others."""
_NAMED = re.compile(
    rf"(?<!\w)(?:{'|'.join(re.escape(name) for name in sorted({*DEMONYMS, *COUNTRIES}, key=len, reverse=True))})(?!\w)",
    re.IGNORECASE,
)


def countries(text: str) -> list[str]:
    """Return the countries that a text names, by their names or adjectives, in its order; the parts of each with it.

    >>> countries("an Armenian-American film producer"), countries("Wales"), countries("Kansas")
    (['Armenia', 'United States'], ['Wales'], [])
    >>> countries("British")
    ['United Kingdom', 'England', 'Scotland', 'Wales', 'Northern Ireland']
    """
    whole = country(text)
    names = [match.group() for match in _NAMED.finditer(text) if match.group()[0].isupper()]
    named = [whole] if whole else [found for name in names if (found := country(name))]
    return list(dict.fromkeys(part for land in named for part in (land, *_PARTS.get(land, ()))))
