import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isInstalled, programs } from '../../installed';
import { said, writeFiles } from '../proxy/machine';
import { apart, coverFolders, lacking } from '../proxy/namespace';
import { startLoad, startOfficial, startRelay, type Report } from './clients';
import { isExcused, kinds, problems, twice, type Course } from './goals';
import { buildPrograms, type Program } from './programs';
import { scenarios, type Scenario } from './scenarios';
import { pause, plan, Site } from './site';
import { table } from './table';

/**
 * Faults behind the rendered NGINX and HAProxy of a proxy node, with its own poller, while people work. Prints a line a
 * case, a table of what was measured, and `N passed, N failed, N skipped`; at most 150 s.
 */
async function course(scenario: Scenario, site: Site, folder: string): Promise<Course> {
  const { observer, hit } = site;
  const name = `${scenarios.indexOf(scenario)}/`;
  await site.isServing(scenario.isAdded ? 2 : 3);
  const load = await startLoad(folder, { name, isFar: scenario.isFar ?? false, uploads: scenario.uploads ?? 0 });
  await pause(1);
  // The worst moment is right after a check.
  if (!scenario.isAdded) await hit.program.says('pinged');
  observer.forget();
  const struck = Date.now();
  await scenario.strike(site);
  const done = Date.now();
  await scenario.watch(site);
  const { firstChosen, firstOut } = observer;
  const watched = Date.now();
  await scenario.heal?.(site);
  const healed = Date.now();
  await pause(0.5);
  return {
    scenario,
    report: await load.report<Report>(),
    hit: hit.address,
    struck,
    done,
    noticed: (scenario.isAdded ? firstChosen : firstOut) ?? Infinity,
    watched,
    healed,
    reached: hit.requests(),
    received: site.received(name),
  };
}

const official = 'official/';

/** What the vendor's own client saw that it should not have. */
function officialProblems(report: Report, courses: readonly Course[], received: Course['received']): readonly string[] {
  const failed = report.failures.filter((failure) => !courses.some((each) => isExcused(failure, each)));
  return [
    ...report.breaks.map(({ node, why }) => `its WebSocket at ${node} broke: ${why}`),
    ...Object.values(report.gaps).map((gaps) => `${gaps} gaps in its WebSocket`),
    ...(failed.length ? [`requests failed without need: ${kinds(failed)}`] : []),
    ...(twice(received) ? [`${twice(received)} of its posts were written twice`] : []),
  ];
}

/** What was received twice by now, of all that was sent. */
const twiceByNow = (site: Site): readonly string[] =>
  scenarios.filter((_, n) => twice(site.received(`${n}/`)) > 0).map(({ what }) => `during: ${what}`);

/** A case: what is proven, and what does not hold. */
type Case = readonly [what: string, proof: () => Promise<readonly string[]>];

function cases(site: Site, client: Program, courses: Course[], folder: string): readonly Case[] {
  const during = (some: (scenario: Scenario) => boolean): Case[] =>
    scenarios.filter(some).map((scenario) => [
      scenario.what,
      async () => {
        const seen = await course(scenario, site, folder);
        courses.push(seen);
        return problems(seen);
      },
    ]);
  return [
    ...during(({ goals }) => !goals.endsAll),
    [
      "the vendor's own client holds a WebSocket of another node through all of these",
      async () => officialProblems(await client.report<Report>(), courses, site.received(official)),
    ],
    ...during(({ goals }) => goals.endsAll ?? false),
    ['no post is written twice, however late', () => Promise.resolve(twiceByNow(site))],
  ];
}

async function main(folder: string): Promise<number> {
  const site = await Site.open(folder);
  startRelay(folder);
  const client = await startOfficial(folder, official, site.hit.address);
  const courses: Course[] = [];
  const all = cases(site, client, courses, folder);
  let passed = 0;
  let isLost = false;
  for (const [what, proof] of all) {
    const started = Date.now();
    const found = isLost
      ? ['not tried: the case before did not end in a healthy state']
      : await proof().catch((error: Error) => {
          isLost = true;
          return [error.message];
        });
    passed += Number(found.length === 0);
    const took = ((Date.now() - started) / 1_000).toFixed(1);
    console.log([`${found.length ? 'FAILED' : 'ok'} ${took} s ${what}`, ...found].join('\n    '));
  }
  console.log(table(courses));
  if (passed < all.length) console.log(said());
  console.log(`${passed} passed, ${all.length - passed} failed, 0 skipped`);
  return passed < all.length ? 1 : 0;
}

function stop(error: Error): number {
  console.log(`FAILED ${error.message}\n0 passed, 1 failed, 0 skipped`);
  return 1;
}

function start(): number {
  const missing = lacking('nginx', 'haproxy', 'python3') ?? (isInstalled('go') ? undefined : `go: ${programs.go.hint}`);
  if (missing) {
    const [failed, skipped] = process.env.CI ? [1, 0] : [0, 1];
    console.log(`not tried: needs ${missing}\n0 passed, ${failed} failed, ${skipped} skipped`);
    return failed;
  }
  const folder = mkdtempSync(join(tmpdir(), 'faults-'));
  try {
    buildPrograms(folder);
    return apart(__filename, 240, folder);
  } catch (error) {
    return stop(error as Error);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[2] === 'apart') {
  coverFolders();
  writeFiles(plan.bootFiles.proxy!);
  void main(process.argv[3]!)
    .catch((error: Error) => {
      console.log(said());
      return stop(error);
    })
    .then((code) => process.exit(code));
} else {
  process.exit(start());
}
