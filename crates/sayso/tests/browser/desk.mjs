// A real browser goes the user's ways on the desk. Any error on the console, any report of the
// content security policy and any request to another host fails the run.
//
//   node desk.mjs SAYSO [FOLDER FOR PICTURES]
//
// Pictures of every page at every width come with PAGES=1.
import assert from "node:assert/strict";
import { spawn, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const sayso = process.argv[2];
const pictures = process.argv[3];
if (!sayso) throw new Error("node desk.mjs SAYSO [FOLDER FOR PICTURES]");
const folder = mkdtempSync(join(tmpdir(), "sayso-desk-"));
const ledger = join(folder, "ledger.db");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const running = [];

function cli(...args) {
  return execFileSync(sayso, [...args, "--ledger", ledger], { encoding: "utf8" });
}

/** Starts a command that prints its address in its first line. */
async function start(args) {
  const child = spawn(sayso, args, { stdio: ["ignore", "pipe", "inherit"] });
  running.push(child);
  let text = "";
  for await (const chunk of child.stdout) {
    text += chunk;
    const address = text.match(/http:\/\/[^\s)]+/)?.[0];
    if (address) {
      child.stdout.resume();
      return { child, address: address.replace(/\/$/, "") };
    }
  }
  throw new Error(`${args.join(" ")} ended: ${text}`);
}

const desk = await start(["serve", "--port", "0", "--allow-host", "127.0.0.1", "--politeness-ms", "0", "--ledger", ledger]);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

const troubles = [];
let expected = [];
function watched(page) {
  const note = (what) => {
    if (!expected.some((pattern) => pattern.test(what))) troubles.push(`${page.url()}: ${what}`);
  };
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && note(message.text()));
  page.on("pageerror", (error) => note(String(error)));
  page.on("dialog", (dialog) => { note(`a dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (!["data:", "about:"].includes(url.protocol) && url.origin !== desk.address) note(`asks ${url.origin}`);
  });
  return page;
}
async function person(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: "light", baseURL: desk.address, ...options });
  return watched(await context.newPage());
}

/** Errors that a step is about. */
async function expecting(pattern, work) {
  expected = [pattern];
  await work();
  expected = [];
}

const steps = [];
const step = (name, work) => steps.push([name, work]);
const page = await person();
page.setDefaultTimeout(20_000);

step("an empty ledger offers the sample reports", async () => {
  await page.goto("/");
  await page.getByText("Your ledger is empty").waitFor();
  await page.getByRole("button", { name: "Add the sample reports" }).click();
  await page.getByRole("heading", { name: "Questions whose answers changed" }).waitFor();
});

step("a click and Enter on marked words open the statement with its fields", async () => {
  await page.goto("/outlets");
  await page.getByRole("link", { name: "The Moscow Times" }).click();
  await page.getByRole("link", { name: /At Least 30 North Korean Troops/ }).first().click();
  await page.locator(".report .claim:not(.source)", { hasText: "at least 30 North Korean" }).first().click();
  const card = page.locator("details.card[open]");
  assert.equal(await card.count(), 1);
  assert.match(await card.textContent(), /killed or wounded/);
  assert.match(await card.textContent(), /certainty/);
  await page.locator(".report .claim.source", { hasText: "Russia's Defense Ministry" }).focus();
  await page.keyboard.press("Enter");
  assert.match(await page.locator("details.card[open] > summary").textContent(), /Russia's Defense Ministry/);
  await picture("report");
});

step("a deep link points at characters", async () => {
  await page.goto("/questions");
  await page.getByRole("link", { name: /How much territory/ }).click();
  await page.locator(".answer .meta a").first().click();
  const mark = page.locator("mark#at");
  await mark.waitFor();
  assert.match(await mark.first().textContent(), /\d/);
  assert.ok(await mark.first().isVisible());
});

step("a question has its picture, its reasons and its sentences", async () => {
  await page.goto("/questions");
  await page.getByRole("link", { name: /How much territory/ }).click();
  assert.match(await page.locator(".standing").textContent(), /revised/);
  assert.ok((await page.locator(".chart .amount-mark").count()) >= 2);
  assert.ok((await page.locator("polyline.joined").count()) >= 1);
  assert.ok((await page.locator("blockquote mark").count()) >= 1);
});

step("an edit that comes in is told at once, and versions are compared", async () => {
  const file = join(folder, "edited.html");
  const report = (dead) => `<html><head><title>Fire in Oslo</title><meta property="og:site_name" content="Oslo Wire"><link rel="canonical" href="https://example.org/fire"><meta property="article:published_time" content="2026-03-02T10:00:00Z"></head><body><article><h1>Fire in Oslo</h1><p>At least ${dead} people were killed in a fire in Oslo on Monday, police said.</p><p>Mayor Anne Lund said the building had no alarm and that the city would look into it.</p></article></body></html>`;
  writeFileSync(file, report(4));
  cli("add", file);
  await page.goto("/");
  await page.waitForLoadState("load");
  await page.waitForTimeout(1500);
  writeFileSync(file, report(9));
  cli("add", file);
  await page.getByText(/new report/).waitFor({ timeout: 10_000 });
  await page.goto("/");
  await page.getByRole("heading", { name: "Quietly edited" }).waitFor();
  assert.match(await page.locator(".edits").textContent(), /figure changed/);
  await page.locator(".edits a").first().click();
  assert.match(await page.locator(".changes").textContent(), /≥ 4.*→.*≥ 9/);
  assert.equal(await page.locator(".words del").first().textContent(), "4");
  await page.getByRole("link", { name: "the report" }).click();
  assert.equal(await page.locator(".strip li").count(), 2);
  await page.getByRole("button", { name: "Compare" }).click();
  await page.getByRole("heading", { name: "In claims" }).waitFor();
});

step("keys go everywhere", async () => {
  await page.goto("/");
  await page.keyboard.press("?");
  await page.getByRole("heading", { name: "Keys" }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("q");
  await page.waitForURL("**/questions");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  assert.equal(await page.locator("[data-item].here").count(), 1);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/questions/q-*");
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.name), "q");
});

step("a search is narrowed, kept and followed as a feed", async () => {
  await page.goto("/");
  await page.keyboard.press("/");
  await page.keyboard.type("soldiers");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/search?q=soldiers");
  const before = await page.locator(".statements > li").count();
  await page.locator("section.counted", { hasText: "Certainty" }).getByRole("link", { name: "estimated" }).click();
  const after = await page.locator(".statements > li").count();
  assert.ok(after > 0 && after < before, `${before} → ${after}`);
  await page.getByRole("button", { name: "Keep this search" }).click();
  const atom = await page.getByRole("link", { name: "Atom" }).getAttribute("href");
  const feed = await (await page.request.get(atom)).text();
  assert.match(feed, /<feed xmlns="http:\/\/www.w3.org\/2005\/Atom">/);
  assert.match(feed, /Western officials/);
  const json = await (await page.request.get(atom.replace("atom.xml", "feed.json"))).json();
  assert.equal(json.version, "https://jsonfeed.org/version/1.1");
  await expecting(/400/, async () => {
    await page.goto("/search?q=killed+sauce%3AKyiv");
    assert.match(await page.locator("main").textContent(), /This cannot be read/);
    assert.equal(await page.locator(".mistaken mark").textContent(), "s");
  });
});

step("the map has an area for a region and names what it lacks", async () => {
  await page.goto("/map");
  assert.ok((await page.locator(".map .area[data-precision=region]").count()) >= 1);
  assert.match(await page.locator("aside").textContent(), /Plekhovo/);
  const box = await page.locator("[data-brush]").boundingBox();
  await page.mouse.move(box.x + 2, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 3, box.y + 20);
  await page.mouse.up();
  await page.waitForURL("**/map?*from=*");
});

step("ten statements are reviewed by keyboard, one is taken back", async () => {
  await page.goto("/review");
  const next = async (key) => {
    const first = await page.locator("[data-review]").first().getAttribute("data-review");
    await page.keyboard.press(key);
    await page.locator(`[data-review="${first}"]`).waitFor({ state: "detached" });
  };
  for (const key of "aaxaaaxaaa") await next(key);
  const taken = await page.locator(".toast").textContent();
  assert.match(taken, /accept: kept as decision/);
  await page.goto("/reviews");
  assert.equal(await page.locator(".decisions > li").count(), 10);
  await page.keyboard.press("u");
  await page.locator(".decisions .undone").waitFor();
  await page.goto("/review");
  await next("x");
  await Promise.all([page.waitForEvent("load"), page.keyboard.press("u")]);
  await page.goto("/reviews");
  await page.locator(".decisions > li.undone b", { hasText: "reject" }).waitFor();
  await page.goto("/review");
  await page.keyboard.press("j");
  await page.keyboard.press("e");
  await page.locator("[data-action=correct] select").first().selectOption("certainty");
  await page.locator("[data-action=correct] input[name=value]").first().fill("estimated");
  await page.locator("[data-action=correct] input[name=value]").first().press("Enter");
  await page.locator(".toast", { hasText: "correct" }).waitFor();
  await page.goto("/reviews");
  assert.match(await page.locator(".decisions > li").first().textContent(), /correct/);
});

step("a form sent twice is one deed", async () => {
  await page.goto("/questions/q-1");
  const form = await page.evaluate(() => {
    document.querySelector("details.decide").open = true;
    const form = [...document.querySelectorAll("details.decide form")].at(-1);
    form.elements.words.value = "once";
    return [form.getAttribute("action"), new URLSearchParams(new FormData(form)).toString()];
  });
  const headers = { "content-type": "application/x-www-form-urlencoded", origin: desk.address };
  for (let time = 0; time < 2; time += 1) await page.request.post(form[0], { data: form[1], headers });
  const notes = await (await page.request.get("/api/v1/reviews?target=q-1")).json();
  assert.equal(notes.reviews.filter((review) => review.action === "note").length, 1);
});

step("a feed is followed and polled from the desk", async () => {
  const demo = await start(["demo-feed", "--port", "0"]);
  await page.goto("/sources");
  await page.getByText("Nothing is followed yet").waitFor();
  await page.locator("#url").fill(demo.address.endsWith(".xml") ? demo.address : `${demo.address}/feed.xml`);
  await page.getByRole("button", { name: "Follow", exact: true }).click();
  await page.locator(".source").waitFor();
  const before = (await (await page.request.get("/api/v1/today")).json()).size.articles;
  await page.getByRole("button", { name: "Poll now" }).click();
  for (let time = 0; ; time += 1) {
    const now = (await (await page.request.get("/api/v1/today")).json()).size.articles;
    if (now > before) break;
    assert.ok(time < 100, "nothing came of polling");
    await page.waitForTimeout(200);
  }
  await page.getByRole("button", { name: "Pause" }).click();
  assert.match(await page.locator(".source").textContent(), /paused/);
  const sides = (question) => question.standing.parties.length + question.standing.parties.reduce((sum, side) => sum + side.history.length, 0);
  let questions = [];
  for (let time = 0; time < 100 && !(questions[0]?.standing.parties.length > 1); time += 1) {
    await page.waitForTimeout(200);
    ({ questions } = await (await page.request.get("/api/v1/questions?limit=100")).json());
    questions.sort((one, other) => sides(other) - sides(one));
  }
  await page.goto(`/questions/${questions[0].id}`);
  assert.ok((await page.locator(".side").count()) > 1);
  await picture("question");
  await page.goto("/map");
  await picture("map");
  await page.goto("/");
  await picture("today");
});

step("a hostile report is shown as text", async () => {
  const evil = `"><script>alert(1)</script><img src=x onerror=alert(2)>`;
  const escaped = evil.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const file = join(folder, "evil.html");
  writeFileSync(file, `<html><head><title>${escaped}</title><meta property="og:site_name" content='${escaped}'><link rel="canonical" href="javascript:alert(3)"></head><body><article><h1>${escaped}</h1><p>President ${escaped} of Kenya said on Monday that 12 people were killed in Nairobi ${escaped} by a bomb.</p><p>مسؤول said ${"x".repeat(600)} was killed. هذا نص طويل من اليمين إلى اليسار.</p></article><script>alert(4)</script></body></html>`);
  const added = JSON.parse(cli("add", file, "--json").trim().split("\n")[0]);
  for (const address of ["/", `/articles/${added.article}`, `/archive/${added.version}`, "/search", "/outlets", "/stories", "/questions", "/actors", "/map"]) {
    await expecting(/sandboxed|Blocked script execution|Content Security Policy|Content-Security-Policy/, () => (address.startsWith("/archive") ? page.goto(address) : Promise.resolve()));
    if (!address.startsWith("/archive")) await page.goto(address);
    assert.equal(await page.evaluate(() => document.querySelectorAll("main img, main script").length), 0);
  }
});

step("every page is sound for screen readers, at every width, in light and dark", async () => {
  const today = await (await page.request.get("/api/v1/today?since=1970-01-01T00:00:00Z")).json();
  const version = today.edited[0];
  const pages = ["/", "/questions", "/questions/q-1", "/articles/a-2", "/articles/" + version.version.article, `/compare?old=${version.before}&new=${version.version.id}`, `/statements/${today.statements[0].id}`, "/actors", "/actors/p-1", "/outlets", "/outlets/o-1", "/stories", "/stories/1", "/map", "/map?world=true", "/search?q=soldiers", "/review", "/reviews", "/sources", "/settings", "/sign-in"];
  for (const [width, colorScheme] of [[1440, "light"], [1440, "dark"], [1024, "light"], [390, "dark"], [390, "light"]]) {
    const reader = await person({ viewport: { width, height: 900 }, colorScheme });
    for (const address of pages) {
      await reader.goto(address);
      const over = await reader.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `${address} is ${over} pixels too wide at ${width}`);
      // By the debugger: the page's own policy lets no other script in.
      const found = await (async () => {
        await reader.evaluate(axe);
        return reader.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
      })();
      const serious = found.violations.filter((one) => ["serious", "critical"].includes(one.impact));
      const told = serious.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
      assert.deepEqual(told, [], `${address} at ${width} ${colorScheme}`);
      if (process.env.PAGES) await shot(reader, `pages/${address.replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "").slice(0, 40) || "today"}-${width}-${colorScheme}`, true);
    }
    await reader.context().close();
  }
});

step("a page is printed black on white, also where the screen is dark", async () => {
  const paper = await person({ colorScheme: "dark" });
  await paper.emulateMedia({ media: "print", colorScheme: "dark" });
  await paper.goto("/articles/a-2");
  const looks = await paper.evaluate(() => [".card", ".claim.c0", "main"].map((one) => getComputedStyle(document.querySelector(one)).backgroundColor));
  for (const color of looks) assert.ok(color.match(/[\d.]+/g).slice(0, 3).every((part) => +part > 180 || +part === 0 && color.endsWith(", 0)")), looks.join(" "));
  assert.equal(await paper.locator(".top").isVisible(), false);
  await paper.context().close();
});

step("pages are read without JavaScript", async () => {
  const plain = await person({ javaScriptEnabled: false });
  await plain.goto("/articles/a-2");
  await plain.locator(".report .claim:not(.source)").first().click();
  assert.match(plain.url(), /#card-s-/);
  await plain.goto("/search?q=soldiers");
  assert.ok((await plain.locator(".statements > li").count()) > 0);
  await plain.goto("/review");
  const before = await plain.locator("[data-review]").first().getAttribute("data-review");
  await plain.getByRole("button", { name: "Accept" }).first().click();
  assert.notEqual(await plain.locator("[data-review]").first().getAttribute("data-review"), before);
  await plain.context().close();
});

step("who is named signs in; others are refused", async () => {
  const admit = (name, role) => execFileSync(sayso, ["people", "add", name, "--role", role, "--ledger", ledger], { input: `${name} has a long password\n` });
  admit("Amina", "keeper");
  admit("Ben", "reader");
  const ben = await person();
  await ben.goto("/questions/q-1");
  assert.match(ben.url(), /sign-in/);
  const enter = async (name, password) => {
    await ben.getByLabel("Name").fill(name);
    await ben.getByLabel("Password").fill(password);
    await ben.getByRole("button", { name: "Sign in" }).click();
  };
  await expecting(/401/, async () => {
    await enter("Ben", "a wrong password");
    await ben.getByRole("alert").waitFor();
  });
  await enter("Ben", "Ben has a long password");
  await ben.waitForURL("**/questions/q-1");
  assert.equal(await ben.getByRole("link", { name: "Review" }).count(), 0);
  await expecting(/403/, async () => {
    await ben.goto("/review");
    assert.match(await ben.locator("main").textContent(), /takes a reviewer/i);
  });
  await ben.goto("/settings");
  await ben.getByLabel("What it is for").fill("a script");
  await ben.getByRole("button", { name: "Make a token" }).click();
  const token = await ben.locator("code.token").textContent();
  await ben.goto("/settings");
  assert.ok(!(await ben.content()).includes(token), "the token is shown again");
  const asked = (authorization) => fetch(`${desk.address}/api/v1/questions`, { headers: authorization ? { authorization } : {} });
  assert.equal((await asked(`Bearer ${token}`)).status, 200);
  assert.equal((await asked()).status, 401);
  assert.equal((await asked("Bearer nonsense")).status, 401);
  await ben.getByRole("button", { name: "Sign out" }).click();
  await ben.goto("/");
  assert.match(ben.url(), /sign-in/);
  await expecting(/401|429/, async () => {
    for (let time = 0; time < 8 && (await ben.getByLabel("Password").count()); time += 1) await enter("Amina", `guess number ${time} is wrong`);
    assert.match(await ben.locator("main").textContent(), /too many tries/i);
  });
  await ben.context().close();
});

async function shot(from, name, whole = false) {
  if (!pictures) return;
  const path = join(pictures, `${name}.png`);
  mkdirSync(join(path, ".."), { recursive: true });
  await from.screenshot({ path, fullPage: whole });
}
const picture = (name) => shot(page, `desk-${name}`);

let failed = false;
for (const [name, work] of steps) {
  try {
    await work();
    if (troubles.length) throw new Error(troubles.splice(0).join("\n"));
    console.log(`ok   ${name}`);
  } catch (error) {
    failed = true;
    troubles.length = 0;
    expected = [];
    console.log(`FAIL ${name}\n     ${String(error.stack ?? error).replaceAll("\n", "\n     ")}`);
  }
}
await browser.close();
for (const child of running) child.kill();
rmSync(folder, { recursive: true, force: true });
process.exit(failed ? 1 : 0);
