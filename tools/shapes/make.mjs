// Outlines of countries for the desk's map, from Natural Earth 1:50m (public domain) as the package
// `world-atlas` has it. Written to crates/sayso/src/web/assets/world.bin:
//
//   for each country: two letters (ISO 3166-1; `--` where it has none), a number of rings, and for each
//   ring a number of points, then x and y in hundredths of a degree, each as the difference to the
//   point before. Numbers are LEB128, signed ones zigzag.
import { writeFileSync } from "node:fs";
import countries from "i18n-iso-countries";
import { feature } from "topojson-client";
import world from "world-atlas/countries-50m.json" with { type: "json" };

const bytes = [];
const number = (n) => {
  do {
    const low = n & 127;
    n >>>= 7;
    bytes.push(n ? low | 128 : low);
  } while (n);
};
const signed = (n) => number(n < 0 ? -2 * n - 1 : 2 * n);

const shapes = feature(world, world.objects.countries).features;
const named = shapes.map((shape) => [countries.numericToAlpha2(shape.id ?? "") ?? "--", shape.geometry]);
named.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
for (const [code, geometry] of named) {
  if (!geometry) continue;
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  const rings = polygons.flat().map((ring) => {
    const points = ring.map(([x, y]) => [Math.round(x * 100), Math.round(y * 100)]);
    return points.filter(([x, y], at) => at === 0 || x !== points[at - 1][0] || y !== points[at - 1][1]);
  }).filter((ring) => ring.length > 3);
  bytes.push(code.charCodeAt(0), code.charCodeAt(1));
  number(rings.length);
  for (const ring of rings) {
    number(ring.length);
    let [x, y] = [0, 0];
    for (const [toX, toY] of ring) {
      signed(toX - x);
      signed(toY - y);
      [x, y] = [toX, toY];
    }
  }
}
writeFileSync(new URL("../../crates/sayso/src/web/assets/world.bin", import.meta.url), Buffer.from(bytes));
console.log(`${named.length} countries, ${bytes.length} bytes`);
