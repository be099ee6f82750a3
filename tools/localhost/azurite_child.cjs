// Runs Azurite for as long as its parent lives: when the pipe on stdin closes, however the parent
// died, Azurite is told to stop, which also writes what it still holds in memory.
"use strict";

// Azurite writes its queue and blob tables five seconds after a change; a crash would lose them.
const SAVE_EVERY_MS = 500;
const loki = require("lokijs");
const configure = loki.prototype.configureOptions;
loki.prototype.configureOptions = function (options, initial) {
  return configure.call(this, { ...options, autosaveInterval: SAVE_EVERY_MS }, initial);
};

process.stdin.resume();
process.stdin.on("end", () => {
  process.kill(process.pid, "SIGTERM");
  setTimeout(() => process.exit(0), 3000);
});
require("azurite/dist/src/azurite.js");
