import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { documents } from './documents';

async function write(): Promise<void> {
  for (const [path, text] of Object.entries(documents())) {
    const file = join(__dirname, '..', '..', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, await text);
    console.log(path);
  }
}

void write();
