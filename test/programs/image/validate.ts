/**
 * Lets Packer judge the templates of images, without asking AWS. Prints a line a case and `N passed, N failed, N skipped`;
 * without Packer and its plugin it is skipped, and fails in CI.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../bin/mattermost-arch';
import { systems, type SystemName } from '../../../constructs/boot';
import { isInstalled, programs } from '../../installed';

const seconds = 60;
const packer = (folder: string, ...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync('packer', args, {
    cwd: folder,
    encoding: 'utf8',
    timeout: seconds * 1_000,
    // Whatever this machine could sign with is not used, and nobody is told that there is a newer Packer.
    env: {
      ...process.env,
      AWS_ACCESS_KEY_ID: 'none',
      AWS_SECRET_ACCESS_KEY: 'none',
      AWS_EC2_METADATA_DISABLED: 'true',
      CHECKPOINT_DISABLE: '1',
    },
  });
  return { accepted: status === 0, said: stdout + stderr };
};

const variables = ['region=eu-central-1', 'subnet=subnet-0123456789abcdef0', 'instance_profile=images'];
const validate = (folder: string, file: string) =>
  packer(folder, 'validate', ...variables.flatMap((each) => ['-var', each]), file);

const requests: readonly (readonly [system: SystemName, ...flags: string[]])[] = (
  Object.keys(systems) as SystemName[]
).flatMap((system) => {
  const pins = systems[system].serials
    ? []
    : ['--pins', 'appFleet.image=ami-0123456789abcdef0,proxy.image=ami-0123456789abcdef1'];
  return [
    [system, ...pins] as const,
    [system, ...pins, '--mirror', 's3://bucket/folder', '--region', 'eu-central-1'] as const,
  ];
});

/** A folder of templates, as the command writes it. */
function written(parent: string, [system, ...flags]: (typeof requests)[number]): string {
  const folder = join(mkdtempSync(join(parent, 'request-')), 'images');
  const said: string[] = [];
  const stream = { write: (text: string) => said.push(text) };
  const argv = ['image', '15k', '--operating-system', system, ...flags, '--out', folder];
  if (run(argv, { stdout: stream, stderr: stream, env: {} }) !== 0) throw new Error(said.join(''));
  return folder;
}

/** Whether each case holds; says so. */
function judge(parent: string): readonly boolean[] {
  const say = (holds: boolean, what: string, said: string): boolean => {
    console.log(holds ? `ok      ${what}` : `FAILED  ${what}\n${said}`);
    return holds;
  };
  return requests.flatMap((request) => {
    const folder = written(parent, request);
    return ['app-fleet.pkr.json', 'proxy.pkr.json'].flatMap((file) => {
      const what = `${file} of ${request.join(' ')}`;
      const { accepted, said } = validate(folder, file);
      const text = readFileSync(join(folder, file), 'utf8');
      writeFileSync(join(folder, file), text.replace('"imds_support"', '"imds_supported"'));
      const wrong = validate(folder, file);
      return [
        say(accepted, what, said),
        say(!wrong.accepted && wrong.said.includes('imds_supported'), `refuses another word in ${what}`, wrong.said),
      ];
    });
  });
}

function main(): number {
  const plugin = isInstalled('packer') && packer(tmpdir(), 'plugins', 'installed').said.includes('hashicorp/amazon');
  if (!plugin) {
    console.log(`the templates of images are not judged, for Packer is missing: ${programs.packer.hint}`);
    console.log(process.env.CI ? '\n0 passed, 1 failed, 0 skipped' : '\n0 passed, 0 failed, 1 skipped');
    return process.env.CI ? 1 : 0;
  }
  const parent = mkdtempSync(join(tmpdir(), 'packer-'));
  try {
    const results = judge(parent);
    const passed = results.filter(Boolean).length;
    console.log(`\n${passed} passed, ${results.length - passed} failed, 0 skipped`);
    return passed === results.length ? 0 : 1;
  } finally {
    rmSync(parent, { recursive: true });
  }
}

process.exitCode = main();
