import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the program that fills a mirror finds outside. */
export interface Outside {
  /** Files of web servers, by their addresses. */
  readonly web?: Readonly<Record<string, Buffer>>;
  /** Files of the distribution. */
  readonly distribution?: ReadonlyMap<string, Buffer>;
  /** What the machine says of itself; that of Ubuntu 24.04 if nothing is said. */
  readonly system?: string;
}

export interface Filled {
  readonly code: number;
  readonly said: string;
  /** Files of the bucket, by name; none where it was not reached. */
  readonly bucket: ReadonlyMap<string, Buffer>;
  /** What the AWS command line was asked. */
  readonly asked: string;
}

/** Runs a program that fills a mirror, as it is: only curl, the AWS command line and the sources of apt are the test's. */
export async function fill(script: string, { web = {}, distribution = new Map(), system }: Outside): Promise<Filled> {
  const root = mkdtempSync(join(tmpdir(), 'fill-'));
  const write = (name: string, text: string | Buffer) => {
    writeFileSync(join(root, name), text);
    chmodSync(join(root, name), 0o755);
  };
  for (const folder of ['bin', 'web', 'bucket', 'distribution', 'tmp']) mkdirSync(join(root, folder));
  const places = Object.entries(web).map(([url, bytes], i) => {
    write(`web/${i}`, bytes);
    return `  ${url}) cp ${root}/web/${i} "$file" ;;\n`;
  });
  // The last word is the address, and the one before it the file.
  write('bin/curl', `#!/bin/bash\nfile=\${*: -2:1}\ncase \${*: -1} in\n${places.join('')}  *) exit 22 ;;\nesac\n`);
  write('bin/aws', `#!/bin/bash\nprintf '%s\\n' "$*" >${root}/asked\ncp -R . ${root}/bucket\n`);
  for (const [name, bytes] of distribution) write(`distribution/${name}`, bytes);
  write('sources.list', `deb [trusted=yes] copy:${root}/distribution ./\n`);
  write('apt.conf', `Dir::Etc::SourceList "${root}/sources.list";\nDir::Etc::SourceParts "-";\n`);
  write('os-release', system ?? 'ID=ubuntu\nVERSION_ID="24.04"\n');
  write('fill-mirror.sh', script.replace('/etc/os-release', join(root, 'os-release')));
  const env = {
    PATH: `${root}/bin:${process.env.PATH}`,
    APT_CONFIG: join(root, 'apt.conf'),
    TMPDIR: join(root, 'tmp'),
    LC_ALL: 'C',
  };
  try {
    const { code, said } = await new Promise<Pick<Filled, 'code' | 'said'>>((resolve) => {
      execFile('bash', [join(root, 'fill-mirror.sh')], { env, timeout: 60_000 }, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code ?? -1) : 0, said: stdout + stderr }),
      );
    });
    const names = readdirSync(join(root, 'bucket'));
    const asked = join(root, 'asked');
    return {
      code,
      said: readdirSync(join(root, 'tmp')).length ? `${said}\nleft something behind` : said,
      bucket: new Map(names.map((name) => [name, readFileSync(join(root, 'bucket', name))])),
      asked: existsSync(asked) ? readFileSync(asked, 'utf8').trim() : '',
    };
  } finally {
    rmSync(root, { recursive: true });
  }
}
