// Runs Azurite for as long as its parent lives: when the pipe on stdin closes, however the parent
// died, Azurite is told to stop, which also writes what it still holds in memory.
"use strict";

// Azurite writes its tables five seconds after a change; a crash would lose what came last.
const SAVE_EVERY_MS = 500;
const loki = require("lokijs");
const configure = loki.prototype.configureOptions;
loki.prototype.configureOptions = function (options, initial) {
  return configure.call(this, { ...options, autosaveInterval: SAVE_EVERY_MS }, initial);
};

// It says when each service has closed, and then still waits for idle connections.
const SERVICES = 3;
let closed = 0;
const log = console.log;
console.log = (...words) => {
  log(...words);
  closed += /successfully closed/.test(words[0]) ? 1 : 0;
  if (closed === SERVICES) process.exit(0);
};

process.stdin.resume();
process.stdin.on("end", () => {
  process.kill(process.pid, "SIGTERM");
  setTimeout(() => process.exit(0), 5000);
});
require("azurite/dist/src/azurite.js");
