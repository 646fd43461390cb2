// Tells at the end how many tests were skipped, and what to install for them.
const { mkdtempSync, existsSync, readFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

// Workers inherit the path and add a line for each missing program.
process.env.SKIPPED_HINTS ??= join(mkdtempSync(join(tmpdir(), 'skipped-')), 'hints');

module.exports = class SkippedReporter {
  onRunComplete(_, { numPendingTests }) {
    const file = process.env.SKIPPED_HINTS;
    if (!numPendingTests || !existsSync(file)) return;
    const hints = [...new Set(readFileSync(file, 'utf8').trim().split('\n'))];
    console.log(
      `\n${numPendingTests} tests were skipped; to run them:\n${hints.map((hint) => `  ${hint}`).join('\n')}`,
    );
  }
};
