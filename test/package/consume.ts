/**
 * Packs the library, installs it into an empty project for each engine, with that engine alone, and uses it there as its
 * users do. Prints a line a statement and `N passed, N failed, N skipped`.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Consumer, packed } from './consumer';
import { cdk, cdktf, type EngineStatements } from './statements';

type Result = readonly [what: string, problem: string | undefined];

function prove(what: string, work: () => string | undefined): Result {
  try {
    return [what, work()];
  } catch (error) {
    return [what, error instanceof Error ? error.message : String(error)];
  }
}

const exportFlags = ['export', '15k', '--listener', 'http', '--terraform', 'exported'];
/** What the command does where the engine for Terraform is, and where it is not. */
const ofTheCommand: Readonly<
  Record<string, readonly [what: string, work: (consumer: Consumer) => string | undefined]>
> = {
  cdk: [
    'an export fails without the engine for Terraform, and says what to install',
    (consumer) => {
      try {
        consumer.command(...exportFlags);
      } catch (error) {
        return (error as Error).message.includes('npm install cdktf @cdktf/provider-aws')
          ? undefined
          : (error as Error).message;
      }
      return 'it succeeded';
    },
  ],
  cdktf: [
    'the command exports',
    (consumer) => {
      consumer.command(...exportFlags);
      const files = readdirSync(join(consumer.folder, 'exported'));
      return files.includes('database.tf.json') ? undefined : `wrote ${files.join(', ')}`;
    },
  ],
};

function proofs(engine: string, tarball: string, its: EngineStatements): Result[] {
  const consumer = new Consumer();
  try {
    const installed = prove('npm installs the package', () => {
      consumer.install(tarball, its.packages);
      return existsSync(join(consumer.folder, 'node_modules', its.other)) ? `${its.other} came with it` : undefined;
    });
    if (installed[1] !== undefined) return [installed];
    const [command, work] = ofTheCommand[engine]!;
    return [
      installed,
      ...its.programs.map(([what, program, expected]) =>
        prove(what, () => {
          const printed = consumer.printed(program);
          return expected.test(printed) ? undefined : `printed ${printed}, expected ${String(expected)}`;
        }),
      ),
      prove('the command runs', () =>
        consumer.command('list', '--json').includes('"15k"') ? undefined : 'list --json lacks 15k',
      ),
      prove(command, () => work(consumer)),
      ...(['node16', 'bundler'] as const).map((resolution) =>
        prove(`types resolve under ${resolution}`, () => {
          consumer.compile(its.typed, resolution);
          return undefined;
        }),
      ),
    ];
  } finally {
    consumer.remove();
  }
}

const folder = mkdtempSync(join(tmpdir(), 'packed-'));
const tarball = packed(folder);
const results = Object.entries({ cdk, cdktf }).flatMap(([engine, its]) =>
  proofs(engine, tarball, its).map(([what, problem]): Result => [`${engine}: ${what}`, problem]),
);
rmSync(folder, { recursive: true });
for (const [what, problem] of results)
  console.log(problem === undefined ? `passed  ${what}` : `failed  ${what}: ${problem}`);
const failed = results.filter(([, problem]) => problem !== undefined).length;
console.log(`${results.length - failed} passed, ${failed} failed, 0 skipped`);
process.exitCode = failed ? 1 : 0;
