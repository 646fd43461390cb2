/**
 * The family for Terraform over cdktn, the successor of cdktf: each stage of the move in `architectures/decisions/009` is
 * installed, compiled and synthesised, and has to make what is made today. Prints a line a statement and `N passed, N
 * failed, N skipped`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Steps } from '../emulator/steps';
import { differences } from './differences';
import { Move, presently, type Configuration, type Configurations, type Stage } from './move';
import { endWith } from '../program';

const cdktn = '0.24.0';
const stages: readonly Stage[] = [
  {
    what: 'By an alias, with the bindings nearest to those of today',
    versions: { cdktn, '@cdktn/provider-aws': '23.7.0' },
    context: {},
    nameOf: (successor) => successor.replace('cdktn', 'cdktf'),
  },
  {
    what: 'Under its own names, with the bindings that are made for it',
    versions: { cdktn, '@cdktn/provider-aws': '25.7.0' },
    // It refuses write-only arguments unless it is told that no older Terraform is meant.
    context: { targetVersions: { terraform: '>=1.11.0' } },
    nameOf: (successor) => successor,
  },
];

/** The version of cdktf that wrote a configuration: the one thing in it that may differ. */
const version = '////metadata/version: ';
const differing = (one: unknown, other: unknown): readonly string[] =>
  differences(one, other).filter((difference) => !difference.startsWith(version));

const resourcesOf = ({ resource }: Configuration): readonly (readonly [type: string, name: string, its: object])[] =>
  Object.entries(resource).flatMap(([type, named]) =>
    Object.entries(named).map(([name, its]) => [type, name, its] as const),
  );

const steps = new Steps();
const expectNothing = (wrong: readonly string[]): void => {
  if (wrong.length) throw new Error(`${wrong.length} differ:\n${wrong.slice(0, 20).join('\n')}`);
};

async function prove(move: Move, today: Configurations): Promise<void> {
  const { what, versions } = move.stage;
  const wanted = Object.entries(versions).map((pair) => pair.join(' '));
  steps.begin(what);
  await steps.step('npm installs it', async () => {
    await move.install();
    return [];
  });
  await steps.step('what the library imports is the successor', () => {
    const installed = move.installed();
    if (!isDeepStrictEqual(installed, wanted)) throw new Error(`it is ${installed.join(' and ')}`);
    return [installed.join(', ')];
  });
  await steps.step("the library's sources compile", async () => [`${await move.compile()} modules`]);
  let moved: Configurations = {};
  await steps.step('they synthesise', async () => {
    moved = await move.configurations();
    const writers = new Set(Object.values(moved).map((its) => its['//'].metadata.version));
    if (!isDeepStrictEqual([...writers], [cdktn])) throw new Error(`by version ${[...writers].join(', ')}`);
    return [];
  });
  for (const [name, configuration] of Object.entries(today)) {
    await steps.step(`${name} is the same, metadata included`, () => {
      expectNothing(differing(configuration, moved[name]));
      return [`${resourcesOf(configuration).length} resources`];
    });
  }
}

/** Copies in which one resource is missing, is there twice, has an argument less or another value in it. */
function* changed(configuration: Configuration): Iterable<readonly [path: string, copy: object]> {
  const { resource } = configuration;
  for (const [type, name, its] of resourcesOf(configuration)) {
    const copy = (named: object) => ({ ...configuration, resource: { ...resource, [type]: named } });
    const path = `/resource/${type}/${name}`;
    const argument = Object.keys(its).find((key) => key !== '//')!;
    yield [path, copy(without(name, resource[type]!))];
    yield [`${path}_twice`, copy({ ...resource[type], [`${name}_twice`]: its })];
    yield [`${path}/${argument}`, copy({ ...resource[type], [name]: without(argument, its) })];
    yield [`${path}/${argument}`, copy({ ...resource[type], [name]: { ...its, [argument]: 'another' } })];
  }
}
const without = (key: string, fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => name !== key));

async function main(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'successor-'));
  try {
    let today: Configurations = {};
    steps.begin('As it is today');
    const made = await steps.step('cdktf synthesises', async () => {
      today = await presently(join(folder, 'today'));
      return [Object.keys(today).join(', ')];
    });
    await steps.step('fails where one resource is missing, is one too many or differs in one argument', () => {
      const copies = Object.values(today).flatMap((configuration) =>
        [...changed(configuration)].map(([path, copy]) => ({ path, found: differing(configuration, copy) })),
      );
      const missed = copies.filter(({ path, found }) => found.length !== 1 || !found[0]!.startsWith(`${path}: `));
      if (missed.length) throw new Error(`not found: ${missed.map(({ path }) => path).join(', ')}`);
      return [`${copies.length} changed copies`];
    });
    if (made) for (const [i, stage] of stages.entries()) await prove(new Move(stage, join(folder, `${i}`)), today);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return steps.finish();
}

endWith(main());
