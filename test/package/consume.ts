import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Packs the library, installs it into an empty project with only aws-cdk-lib and constructs, and synthesises each
 * construct there alone. Prints a line a statement and `N passed, N failed, N skipped`.
 */
const root = join(__dirname, '..', '..');
const project = mkdtempSync(join(tmpdir(), 'consumer-'));

function run(command: string, args: readonly string[], cwd: string, minutes = 5): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', timeout: minutes * 60_000 });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stdout}\n${stderr}`);
  return stdout;
}

const lead = `
const { App, Stack } = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const cdk = require('mattermost-reference-architectures/cdk');
const { planArchitecture } = require('mattermost-reference-architectures/sizing');
const secrets = require('aws-cdk-lib/aws-secretsmanager');
const plan = planArchitecture({ concurrentUsers: 15_000, listener: 'http' });
const { components, bootFiles } = plan;
const stack = new Stack(new App(), 'Theirs');
const vpc = () => new ec2.Vpc(stack, 'Vpc', { subnetConfiguration: ['PUBLIC', 'PRIVATE_WITH_EGRESS', 'PRIVATE_ISOLATED'].map((type) => ({ name: type, subnetType: ec2.SubnetType[type] })) });
`;
const count = `console.log(Object.keys(require('aws-cdk-lib/assertions').Template.fromStack(stack).toJSON().Resources).length);`;

/** Statements about the package, each a program that must end well and print what is expected. */
const statements: readonly (readonly [what: string, program: string, expected: RegExp])[] = [
  [
    'Network is synthesised alone',
    `${lead}new cdk.Network(stack, 'It', { spec: components.network });${count}`,
    /^\d\d$/,
  ],
  [
    'Database is synthesised alone',
    `${lead}new cdk.Database(stack, 'It', { spec: components.database, vpc: vpc() });${count}`,
    /^\d\d$/,
  ],
  [
    'FileStore is synthesised alone',
    `${lead}new cdk.FileStore(stack, 'It', { spec: components.fileStore });${count}`,
    /^6$/,
  ],
  ['Secrets is synthesised alone', `${lead}new cdk.Secrets(stack, 'It', { spec: components.secrets });${count}`, /^1$/],
  [
    'Search is synthesised alone',
    `${lead}new cdk.Search(stack, 'It', { spec: components.search, vpc: vpc() });${count}`,
    /^\d\d$/,
  ],
  [
    'AppFleet is synthesised alone, behind a LoadBalancer',
    `${lead}const theirs = vpc();
const fleet = new cdk.AppFleet(stack, 'It', { spec: components.appFleet, vpc: theirs, deployment: 'chat', bootFiles: bootFiles.appFleet });
new cdk.LoadBalancer(stack, 'Front', { spec: components.loadBalancer, vpc: theirs, targets: fleet.group });${count}`,
    /^\d\d$/,
  ],
  [
    'Mattermost is synthesised',
    `${lead}const licence = secrets.Secret.fromSecretNameV2(stack, 'Licence', 'mattermost/licence');
new cdk.Mattermost(stack, 'It', { plan, existing: { licence } });${count}`,
    /^\d\d\d$/,
  ],
  [
    'sizing needs no engine',
    `const { planArchitecture } = require('mattermost-reference-architectures/sizing');
console.log(planArchitecture({ concurrentUsers: '30k' }).size, Object.keys(require.cache).some((path) => path.includes('aws-cdk-lib')));`,
    /^30k false$/,
  ],
  [
    'fails a deep import',
    `try { require('mattermost-reference-architectures/lib/architectures/sizing/plan'); } catch (error) { console.log(error.code); }`,
    /^ERR_PACKAGE_PATH_NOT_EXPORTED$/,
  ],
  [
    'the schema of requests is in the package',
    `console.log(require('mattermost-reference-architectures/schema/request.json').title);`,
    /^Request of/,
  ],
];

const typed = `import { App, Stack } from 'aws-cdk-lib';
import { FileStore, MattermostStack } from 'mattermost-reference-architectures/cdk';
import { planArchitecture, type Plan } from 'mattermost-reference-architectures/sizing';
const plan: Plan = planArchitecture({ concurrentUsers: '15k', pins: { 'database.readers': 3 } });
new FileStore(new Stack(new App(), 'Theirs'), 'Files', { spec: plan.components.fileStore }).bucket.bucketName satisfies string;
export const stack: Stack = new MattermostStack(new App(), 'Chat', { plan });
// @ts-expect-error no such leaf
planArchitecture({ concurrentUsers: '15k', pins: { 'database.reeders': 3 } });
`;

function install(): void {
  const tarball = run('npm', ['pack', '--silent', '--pack-destination', project], root).trim().split('\n').at(-1)!;
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'consumer', version: '1.0.0', private: true }));
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  const engines = ['aws-cdk-lib', 'constructs'].map((name) => `${name}@${devDependencies[name]!}`);
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', `./${tarball}`, ...engines], project);
}

type Result = readonly [what: string, problem: string | undefined];
function prove(what: string, work: () => string | undefined): Result {
  try {
    return [what, work()];
  } catch (error) {
    return [what, error instanceof Error ? error.message : String(error)];
  }
}

function proofs(): Result[] {
  const installed = prove('npm installs the package', () => {
    install();
    return existsSync(join(project, 'node_modules', 'cdktf')) ? 'cdktf came with it' : undefined;
  });
  if (installed[1] !== undefined) return [installed];
  process.env.CDK_VALIDATION = 'false';
  const ran = statements.map(([what, program, expected]) =>
    prove(what, () => {
      const printed = run(process.execPath, ['-e', program], project).trim();
      return expected.test(printed) ? undefined : `printed ${printed}, expected ${String(expected)}`;
    }),
  );
  const command = prove('the command runs', () =>
    run(join(project, 'node_modules', '.bin', 'mattermost-arch'), ['list', '--json'], project).includes('"15k"')
      ? undefined
      : 'list --json lacks 15k',
  );
  const resolutions = (['node16', 'bundler'] as const).map((resolution) =>
    prove(`types resolve under ${resolution}`, () => {
      mkdirSync(join(project, 'src'), { recursive: true });
      writeFileSync(join(project, 'src', 'app.ts'), typed);
      const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
      const module = resolution === 'bundler' ? 'esnext' : 'node16';
      const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules', '@types')];
      const options = [
        '--noEmit',
        '--strict',
        '--target',
        'es2022',
        '--module',
        module,
        '--moduleResolution',
        resolution,
      ];
      run(process.execPath, [tsc, ...options, ...types, '--skipLibCheck', 'src/app.ts'], project);
      return undefined;
    }),
  );
  return [installed, ...ran, command, ...resolutions];
}

const results = proofs();
rmSync(project, { recursive: true, force: true });
for (const [what, problem] of results)
  console.log(problem === undefined ? `passed  ${what}` : `failed  ${what}: ${problem}`);
const failed = results.filter(([, problem]) => problem !== undefined).length;
console.log(`${results.length - failed} passed, ${failed} failed, 0 skipped`);
process.exitCode = failed ? 1 : 0;
