/**
 * Writes the typed client from the services' OpenAPI documents: `node scripts/client.js FOLDER` reads FOLDER/<service>.json
 * (made by `python -m deploy.local.openapi FOLDER`) and writes src/api/schema/<service>.ts; with --check it only compares.
 */
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import openapiTS, { astToString } from "openapi-typescript";

const [folder, option] = process.argv.slice(2);
if (folder === undefined) {
  console.error("usage: node scripts/client.js FOLDER [--check]");
  process.exit(2);
}

const target = join(import.meta.dirname, "..", "src", "api", "schema");
await mkdir(target, { recursive: true });
const stale = [];
for (const name of (await readdir(folder)).filter((file) => file.endsWith(".json")).sort()) {
  const document = JSON.parse(await readFile(join(folder, name), "utf8"));
  const body = astToString(await openapiTS(document, { alphabetize: true }));
  const service = name.replace(/\.json$/, "");
  const text = `/** Generated from the OpenAPI document of ${service}; \`make client\` writes it anew. */\n${body}`;
  const path = join(target, `${service}.ts`);
  const present = await readFile(path, "utf8").catch(() => "");
  if (present === text) {
    continue;
  }
  if (option === "--check") {
    stale.push(service);
  } else {
    await writeFile(path, text);
    console.log(`wrote src/api/schema/${service}.ts`);
  }
}
if (stale.length > 0) {
  console.error(
    `The console's client is not that of the services: ${stale.join(", ")}. Run \`make client\` and commit what it writes.`,
  );
  process.exit(1);
}
