import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { explanations, planArchitecture, type Plan } from '../../architectures/sizing';
import { cases } from '../../bin/cases';
import type { BootFile } from '../../constructs/boot';
import { expectGolden } from '../golden';

/** Boot files by what they hash to: their texts are read where they are made. */
const bootFilesOf = ({ bootFiles }: Plan) =>
  Object.entries<readonly BootFile[]>({ ...bootFiles }).map(
    ([fleet, files]) =>
      [
        fleet,
        files.map(({ path, mode, text }) => ({ path, mode, sha256: createHash('sha256').update(text).digest('hex') })),
      ] as const,
  );

/** What a reviewer reads: every decision as a line, and what follows from them. Reasons stand in one whole plan. */
function lines(plan: Plan): string[] {
  const { size, claim, boughtFrom, evidence, survival, logins, connections, bill, storage, bindings, notes } = plan;
  const { grade, because, headroomPercent, differs, contestedBy } = evidence;
  return [
    `size = ${size}, claim ${claim}, bought from ${boughtFrom}`,
    `evidence = ${grade}, ${because}; headroom ${headroomPercent ?? 'not known'}; differs: ${differs.join('; ')}`,
    ...contestedBy.map(
      ({ run, measured }) => `contested by = ${run}, ${measured.concurrentUsers} on ${measured.server}`,
    ),
    ...survival.map(
      ({ lost, gone, capacity, holds, run, exact, loginsPerSecond }) =>
        `lost ${lost} = ${gone}: ${capacity}, holds ${holds}, ${run ?? 'no run'}, exact ${exact}, ${loginsPerSecond} logins/s`,
    ),
    `logins = ${logins.perNodePerSecond}/s a node, storm ${logins.storm.perSecond}/s`,
    ...connections.states.map(({ text }) => `connections = ${text}`),
    `connections cluster-wide = ${connections.clusterWide}`,
    `bill = ${bill.plannedUsdPerHour} planned, ${bill.publishedUsdPerHour} published, ratio ${bill.ratio} USD/h`,
    ...bill.extra.map((extra) => `bill extra = ${extra}`),
    `storage = ${storage.gigabytes.join(' to ')} GB`,
    ...explanations(plan).map(({ path, value, provenance }) => `${path} = ${JSON.stringify(value)} (${provenance})`),
    ...bindings.map(({ name, parameter, holds }) => `binding ${name} = ${parameter} (${holds})`),
    ...bootFilesOf(plan).flatMap(([fleet, files]) =>
      files.map(({ path, mode, sha256 }) => `boot ${fleet} ${path} = ${mode}, ${sha256}`),
    ),
    ...notes.map(({ level, text }) => `${level} = ${text}`),
  ];
}

const folder = join(__dirname, '../golden/plans');
/** Bytes of one case: about 330 lines, what somebody still reads. The whole plan is there to be looked things up in. */
const budget = 30_000;
const wholeBudget = 90_000;

describe('golden plans: a changed line is a changed architecture', () => {
  test.each(cases.map((each) => [each.name, each] as const))('%s', (name, { request }) => {
    expectGolden(`plans/${name}.txt`, `${lines(planArchitecture(request)).join('\n')}\n`);
  });

  test('are short enough to be read, and none is left of a case that is gone', () => {
    const sizes = readdirSync(folder).map((name) => [name, statSync(join(folder, name)).size] as const);
    expect(sizes.map(([name]) => name).sort()).toEqual(['15k.json', ...cases.map(({ name }) => `${name}.txt`)].sort());
    expect(sizes.filter(([name, bytes]) => bytes > (name.endsWith('.json') ? wholeBudget : budget))).toEqual([]);
  });

  test('the whole plan of 15k, reasons included', () => {
    const plan = planArchitecture({ concurrentUsers: '15k' });
    const hashed = { ...plan, bootFiles: Object.fromEntries(bootFilesOf(plan)) };
    expectGolden('plans/15k.json', `${JSON.stringify(hashed, null, 1)}\n`);
  });
});
