// Installs the locked dependencies where they are missing or older than the lock file. Plain Node: nothing is there yet.
const { createHash } = require('node:crypto');
const { execSync } = require('node:child_process');
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const stamp = join(root, 'node_modules', '.lock-hash');
const hash = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== hash) {
  console.error('installing the locked dependencies …');
  try {
    // Not `npm ci`: it refuses a lock file from a registry that lacks the binaries of other platforms. This installs the
    // locked versions and writes no lock file.
    execSync('npm install --no-save --no-audit --no-fund --loglevel=error', { cwd: root, stdio: ['ignore', 2, 2] });
  } catch {
    console.error('npm install failed: see above; the library needs Node 20 or later and a package registry');
    process.exit(1);
  }
  writeFileSync(stamp, hash);
}
