// node schema.mjs FOLDER LOG…: is each log valid for the SARIF schema that the multitool in FOLDER brings along?
// The multitool's own `validate` says nothing at all about a value that no enumeration has.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const [given, ...logs] = process.argv.slice(2);
const folder = resolve(given);
const require = createRequire(join(folder, "package.json"));
const Ajv = require("ajv/dist/2020").default;
const ajv = new Ajv({ allErrors: true, strict: false });
require("ajv-formats").default(ajv);

const read = (path) => JSON.parse(readFileSync(path, "utf8"));
const schema = join(folder, "node_modules/@microsoft/sarif-multitool-linux/sarif-2.1.0.json");
const isValid = ajv.compile(read(schema));
let failed = 0;
for (const log of logs) {
  if (isValid(read(log))) continue;
  failed = 1;
  for (const error of isValid.errors) console.log(`${log}: ${error.instancePath}: ${error.message}`);
}
process.exit(failed);
