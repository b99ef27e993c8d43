/**
 * A Huikuan of our own and a real browser before it, for a walk through the console.
 *
 * HUIKUAN_E2E_SHOTS names a folder that takes a picture of every step that asks for one. The browser is Debian's
 * chromium, or the one CHROMIUM names.
 */
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

const ROOT = join(import.meta.dirname, "..", "..", "..", "..");
const HUIKUAN = join(ROOT, ".venv", "bin", "huikuan");
const BROWSER = process.env.CHROMIUM ?? "/usr/bin/chromium";
const SHOTS = process.env.HUIKUAN_E2E_SHOTS;
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
export const START_MS = 600_000;

/** Starts a Huikuan in a folder of its own; its address carries the administrator's key. `stop` ends it and its folder. */
export async function startSystem(settings, ...options) {
  const home = await mkdtemp(join(tmpdir(), "huikuan-e2e-"));
  const environment = {
    ...process.env,
    HUIKUAN_HOME: home,
    HUIKUAN_PORT: "0",
    HUIKUAN_NO_BROWSER: "1",
    ...settings,
  };
  const system = spawn(HUIKUAN, ["run", ...options], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((resolve) => system.once("exit", resolve));
  const stop = async () => {
    system.kill("SIGINT");
    await ended;
    await rm(home, { recursive: true, force: true });
  };
  const keyFor = async (role, entity) => {
    const asked = ["keys", "create", "--role", role, "--entity", entity];
    const { stdout } = await promisify(execFile)(HUIKUAN, asked, { env: environment });
    return /hk_\S+/.exec(stdout)?.[0];
  };
  try {
    return { address: await addressSaid(system), keyFor, stop };
  } catch (trouble) {
    await stop();
    throw trouble;
  }
}

function addressSaid(system) {
  return new Promise((resolve, reject) => {
    let said = "";
    const listen = (chunk) => {
      said += chunk;
      const found = /http:\/\/\S+\/#key=\S+/.exec(said);
      if (found !== null) {
        resolve(found[0]);
      }
    };
    system.stdout.on("data", listen);
    system.stderr.on("data", listen);
    system.once("exit", () => reject(new Error(`huikuan run ended:\n${said}`)));
    setTimeout(() => reject(new Error(`huikuan run is not ready:\n${said}`)), START_MS).unref();
  });
}

/** A browser with one page; `troubles` keeps whatever the page complained of, and every request that left the machine. */
export async function openBrowser(address) {
  assert.ok(existsSync(BROWSER), `There is no browser at ${BROWSER}: apt-get install chromium, or set CHROMIUM.`);
  const browser = await chromium.launch({ executablePath: BROWSER, args: FLAGS });
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const origin = new URL(address).origin;
  page.setDefaultTimeout(15_000);
  const troubles = [];
  page.on("pageerror", (error) => troubles.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") {
      troubles.push(`console: ${message.text()} ${message.location().url}`);
    }
  });
  page.on(
    "request",
    (request) => new URL(request.url()).origin !== origin && troubles.push(`left the machine: ${request.url()}`),
  );
  let shots = 0;
  const shot = async (name) => {
    shots += 1;
    if (SHOTS !== undefined) {
      await mkdir(SHOTS, { recursive: true });
      // A bar that sticks to the top would hide what lies beneath it in a picture of the whole page.
      await page.evaluate(() => window.scrollTo(0, 0));
      await page.screenshot({ path: join(SHOTS, `${String(shots).padStart(2, "0")}-${name}.png`), fullPage: true });
    }
  };
  return { browser, page, troubles, shot };
}

/** The amounts that are written in some cells; a dash is none. */
export const amounts = (locator) =>
  locator.evaluateAll((cells) =>
    cells.map((cell) => Number(cell.textContent.replace("\u2212", "-").replace("–", "0").replaceAll(",", ""))),
  );
