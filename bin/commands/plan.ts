import { Option, type Command } from 'commander';
import { fieldText, flagsOf, givenFields, shellWord } from '../../architectures/command-line';
import type { BillLine, Issue, Plan } from '../../architectures/sizing';
import { hoursPerMonth, prices } from '../../architectures/sizing/data/prices';
import {
  cacheShapes,
  databaseShapes,
  ec2Shapes,
  searchShapes,
  type Shape,
} from '../../architectures/sizing/data/shapes';
import type { ComponentKind, Components, PlanPath } from '../../constructs/spec';
import { collecting, operandsOf } from './operands';
import type { Output } from './output';
import { asMarkdown, asText, commands, list, paragraph, table, type Block, type Report, type Section } from './report';
import { asking, planOf, withRequestFlags } from './request-flags';
import type { Cell } from './table';
import { capacity, count, grades, holds, measurement, reasonAt, usd } from './wording';

/** Nodes of one class: what they are, how many, and where the reasons of both stand. */
interface FleetRow {
  readonly kind: ComponentKind;
  /** As the bill calls it. */
  readonly what: string;
  readonly nodes: PlanPath;
  readonly instance: PlanPath;
  readonly shapes: Readonly<Record<string, Shape>>;
  readonly of: (components: Components) => readonly [count: number, instance: string, remark: string] | undefined;
}

const fleets: readonly FleetRow[] = [
  {
    kind: 'appFleet',
    what: 'app nodes',
    nodes: 'appFleet.nodes',
    instance: 'appFleet.instance',
    shapes: ec2Shapes,
    of: ({ appFleet: { nodes, instance, diskGiB } }) => [nodes, instance, `${diskGiB} GiB disk`],
  },
  {
    kind: 'database',
    what: 'database instances',
    nodes: 'database.readers',
    instance: 'database.instance',
    shapes: databaseShapes,
    of: ({ database: { readers, instance, engineVersion } }) => [
      readers + 1,
      instance,
      `1 writer, ${readers} reader${readers === 1 ? '' : 's'}; Aurora PostgreSQL ${engineVersion}`,
    ],
  },
  {
    kind: 'search',
    what: 'search nodes',
    nodes: 'search.nodes',
    instance: 'search.instance',
    shapes: searchShapes,
    of: ({ search }) =>
      search && [
        search.nodes,
        search.instance,
        `${count(search.disk.sizeGiB)} GiB disk; OpenSearch ${search.engineVersion}`,
      ],
  },
  {
    kind: 'search',
    what: 'search masters',
    nodes: 'search.masters.nodes',
    instance: 'search.masters.instance',
    shapes: searchShapes,
    of: ({ search }) => search && [search.masters.nodes, search.masters.instance, 'hold no data'],
  },
  {
    kind: 'cache',
    what: 'cache nodes',
    nodes: 'cache.nodes',
    instance: 'cache.instance',
    shapes: cacheShapes,
    of: ({ cache }) => cache && [cache.nodes, cache.instance, `Redis ${cache.engineVersion}`],
  },
  {
    kind: 'proxy',
    what: 'proxies',
    nodes: 'proxy.nodes',
    instance: 'proxy.instance',
    shapes: ec2Shapes,
    of: ({ proxy }) => proxy && [proxy.nodes, proxy.instance, `NGINX; ${proxy.diskGiB} GiB disk`],
  },
];

/** What is no fleet of nodes, and where its reason stands. */
const others: readonly (readonly [what: string, path: PlanPath | 'request.version', of: (plan: Plan) => string])[] = [
  ['server', 'request.version', ({ request }) => `Mattermost ${request.version}`],
  [
    'load balancer',
    'loadBalancer.type',
    ({ components: { loadBalancer } }) => `${loadBalancer.type} load balancer, ${loadBalancer.scheme}`,
  ],
  [
    'network',
    'network.zones',
    ({ components: { network } }) => `${network.cidr} in ${network.zones} zones, NAT gateways: ${network.natGateways}`,
  ],
  [
    'file store',
    'fileStore.versioned',
    ({ components: { fileStore } }) =>
      `3 S3 buckets: attachments${fileStore.versioned ? ' (versioned)' : ''}, exports, legal hold`,
  ],
];

const because = (plan: Plan, path: string): string => reasonAt(plan, path)?.because ?? '';

function claim(plan: Plan): Section {
  const { evidence, request, size } = plan;
  const { grade, run, measured, differs, contestedBy } = evidence;
  const doubts: readonly Cell[] = contestedBy.map(({ run: id, measured: newer, differs: apart }) => ({
    text: `run ${id}: ${measurement(newer)}; ${apart.join('; ')}`,
    tone: 'doubtful' as const,
  }));
  const rows: readonly (readonly [label: string, text: Cell])[] = [
    [
      'asked for',
      givenFields(plan)
        .map(([field, value]) => `${field} ${fieldText(value)}`)
        .join(', '),
    ],
    [
      'claim',
      `${count(plan.claim)} concurrent users, availability ${request.availability}: ${
        because(plan, 'request.availability') || 'as the request asks'
      }`,
    ],
    ['bought from', `the published row of ${count(plan.boughtFrom)} concurrent users, the smallest that holds ${size}`],
    ['grade', `${grade}: ${grades[grade]}`],
    ['because', evidence.because],
    ['run', run && measured ? `${run}: ${measurement(measured)}` : 'none'],
    ['headroom', headroomOf(evidence)],
    ['what differs', differs.join('; ') || 'nothing that is known'],
    ...(doubts.length
      ? doubts.map((doubt, i) => [i ? '' : 'contested by', doubt] as const)
      : [['contested by', 'no newer run on the same app nodes and databases'] as const]),
  ];
  return { title: 'Claim and evidence', blocks: [table({ rows })] };
}

function build(plan: Plan): Section {
  const { components } = plan;
  const fleetRows = fleets.flatMap(({ kind, what, nodes, shapes, of }): Cell[][] => {
    const found = of(components);
    // What is left out is said once, where its nodes would stand.
    if (!found) return nodes === `${kind}.nodes` ? [[what, '0', 'left out', '', '', because(plan, kind)]] : [];
    const [total, type, remark] = found;
    const shape = shapes[type];
    const bought = [type, String(shape?.vcpu ?? 'not known'), String(shape?.memoryGiB ?? 'not known')];
    return [[`${what}: ${remark}`, String(total), ...(total ? bought : ['none', '', '']), because(plan, nodes)]];
  });
  return {
    title: 'What to build',
    blocks: [
      table({
        head: ['nodes', 'count', 'class', 'vCPU each', 'GiB each', 'why so many'],
        right: [1, 3, 4],
        rows: fleetRows,
      }),
      table({
        head: ['besides', 'what', 'why'],
        rows: others.map(([what, path, of]) => [what, of(plan), because(plan, path) || 'as the request asks']),
      }),
    ],
  };
}

function headroomOf({ headroomPercent }: Plan['evidence']): string {
  if (headroomPercent === undefined) return 'not known';
  return headroomPercent < 0 ? `none: ${-headroomPercent} % below the claim` : `${headroomPercent} % above the claim`;
}

function againstStorm(loginsPerSecond: number, stormPerSecond: number): Cell {
  if (loginsPerSecond === 0) return { text: 'no service', tone: 'bad' };
  return loginsPerSecond >= stormPerSecond
    ? { text: 'keeps up', tone: 'good' }
    : { text: 'people wait', tone: 'doubtful' };
}

function survival({ survival: rows, logins: rate }: Plan): Section {
  return {
    title: 'What it survives',
    blocks: [
      table({
        head: [
          'lost',
          'what is gone',
          'concurrent users carried',
          'claim holds',
          'run',
          'logins a second',
          `storm of ${rate.storm.perSecond} a second`,
        ],
        right: [5],
        rows: rows.map((row) => [
          row.lost,
          row.gone,
          capacity(row),
          holds(row.holds),
          row.run ? `${row.run}${row.exact ? '' : ', which had less'}` : 'none',
          String(row.loginsPerSecond),
          againstStorm(row.loginsPerSecond, rate.storm.perSecond),
        ]),
      }),
      paragraph(
        `The storm: ${count(rate.storm.people)} people sign in within ${rate.storm.minutes} minutes. One app node checks ${rate.perNodePerSecond} passwords a second, ${rate.because}.`,
      ),
    ],
  };
}

const money = (value: number | 'not known'): string => (typeof value === 'number' ? usd(value) : value);

/** The day of the oldest and of the newest price in the data. */
function priceDates(): string {
  const dates = Object.values(prices)
    .flatMap((service) => Object.values(service).map(({ date }) => date))
    .sort();
  return `${dates[0]} to ${dates.at(-1)}`;
}

/** Why a line of the bill is not as in the published row: its count, or its class where that was changed. */
function whyExtra(plan: Plan, { what, planned, published }: BillLine): string {
  const row = fleets.find((each) => each.what === what)!;
  const changed = plan.bill.lines.filter((line) => line.what === what).length > 1;
  const path = changed && planned < published ? row.instance : row.nodes;
  return `${because(plan, path)} (${path})`;
}

function cost(plan: Plan): Section {
  const { lines, plannedUsdPerHour: planned, publishedUsdPerHour: published, ratio } = plan.bill;
  const times = (line: BillLine, nodes: number) =>
    line.usdPerHour === undefined ? 'not known' : nodes * line.usdPerHour;
  const extra = lines
    .filter((line) => line.planned !== line.published)
    .map((line) => {
      const more = line.planned - line.published;
      const price = times(line, Math.abs(more));
      const sign = more > 0 ? '+' : '-';
      const change = price === 'not known' ? 'price not known' : `${sign}${usd(price)} USD an hour`;
      return `${line.what} ${line.instance}: ${sign}${Math.abs(more)}, ${change}; ${whyExtra(plan, line)}`;
    });
  return {
    title: 'What it costs',
    blocks: [
      table({
        head: ['USD an hour', 'class', 'each', 'nodes planned', 'nodes published', 'planned', 'published'],
        right: [2, 3, 4, 5, 6],
        rows: [
          ...lines.map((line) => [
            line.what,
            line.instance,
            line.usdPerHour === undefined ? 'not known' : usd(line.usdPerHour),
            String(line.planned),
            String(line.published),
            money(times(line, line.planned)),
            money(times(line, line.published)),
          ]),
          ['all', '', '', '', '', money(planned), money(published)],
        ],
      }),
      paragraph(
        [
          typeof ratio === 'number'
            ? `The plan costs ${ratio} times the published row`
            : 'A price of the plan is not known',
          typeof planned === 'number'
            ? `about ${count(Math.round(planned * hoursPerMonth))} USD a month of ${hoursPerMonth} hours, the row ${count(Math.round(published * hoursPerMonth))}`
            : `the published row costs about ${count(Math.round(published * hoursPerMonth))} USD a month of ${hoursPerMonth} hours`,
        ].join('; ') + '.',
      ),
      paragraph(
        `Compute only: on-demand list prices of us-east-1, read ${priceDates()}. Storage, traffic, the load balancer, NAT gateways and the licence are not in it.`,
      ),
      ...(extra.length ? [paragraph('Against the published row:'), list(extra)] : []),
    ],
  };
}

function connections(plan: Plan): Section {
  const { states, maxConnections, clusterWide } = plan.connections;
  return {
    title: 'Connections',
    blocks: [
      table({
        head: ['what one database instance must hold', 'connections', `left of ${count(maxConnections)}`],
        right: [1, 2],
        rows: states.map(({ text, connections: held }) => [text, count(held), count(maxConnections - held)]),
      }),
      paragraph(
        `max_connections is ${maxConnections}: ${because(plan, 'database.maxConnections')}. In the normal state all instances together may see ${count(clusterWide)} connections.`,
      ),
    ],
  };
}

function storage({ storage: { gigabytes, because: why, sources }, request }: Plan): Section {
  const [low, high] = gigabytes;
  const amount = low === high ? `${count(low)} GB` : `${count(low)} to ${count(high)} GB`;
  return {
    title: 'Storage forecast',
    blocks: [
      paragraph(`${amount} of attachments after ${request.retentionMonths} months: ${why}.`),
      paragraph(`Sources: ${sources.map(({ page }) => page).join(', ')}`),
    ],
  };
}

function licence({ licence: { edition, reason } }: Plan): Section {
  const source = reason.source && 'page' in reason.source ? ` Source: ${reason.source.page}` : '';
  return { title: 'Licence', blocks: [paragraph(`Mattermost ${edition}: ${reason.because}.${source}`)] };
}

function notes({ notes: all }: Plan): Section {
  const item = ({ level, text, about }: Plan['notes'][number]): Cell => {
    const said = `${level}: ${text}${about ? ` (${about})` : ''}`;
    return level === 'warning' ? { text: said, tone: 'doubtful' } : said;
  };
  return { title: 'Notes', blocks: [list(all.map(item))] };
}

/** What a deployment needs beside the request. */
const needed = ({ licence, request }: Plan): string[] => [
  ...(licence.edition === 'Entry' ? [] : ['-c licenceSecret=mattermost/licence']),
  ...(request.smtp && request.smtpLogin ? ['-c mailSecret=mattermost/mail'] : []),
  ...(request.listener === 'https' ? ['-c certificate=arn:aws:acm:…'] : []),
];

/** One command on several lines. */
const broken = (...parts: readonly string[]): Block =>
  commands(...parts.map((part, i) => `${i ? '  ' : ''}${part}${i < parts.length - 1 ? ' \\' : ''}`));

function next(plan: Plan): Section {
  const { concurrentUsers, domainName } = plan.request;
  const example = 'chat.example.com';
  const flags = flagsOf(plan);
  const context = givenFields(plan)
    .filter(([field]) => !['concurrentUsers', 'domainName'].includes(field))
    .map(([field, value]) => `-c ${shellWord(`${field}=${fieldText(value)}`)}`);
  return {
    title: 'What to do next',
    blocks: [
      paragraph('To deploy with the AWS CDK, from a clone:'),
      broken(
        `npx cdk deploy -c size=${concurrentUsers} -c domain=${domainName ?? example}`,
        ...context,
        ...needed(plan),
      ),
      paragraph('To deploy with Terraform, a folder whose README says how to go on:'),
      broken(
        `mattermost-arch export ${concurrentUsers} --terraform mattermost`,
        ...(domainName ? [] : [`--domain-name ${example}`]),
        ...flags,
      ),
      paragraph('To ask why a number is what it is:'),
      broken(`mattermost-arch explain ${concurrentUsers} database.readers`, ...flags),
    ],
  };
}

/** What a plan says to the people who will build it. */
export function planReport(plan: Plan): Report {
  const sections = [claim, build, survival, cost, connections, storage, licence, notes, next];
  return {
    title: `Mattermost for ${count(plan.claim)} concurrent users (${plan.size})`,
    sections: sections.map((section) => section(plan)),
  };
}

const forms = {
  json: (plan: Plan) => `${JSON.stringify(plan, null, 2)}\n`,
  markdown: (plan: Plan) => asMarkdown(planReport(plan)),
} as const;

/** `plan`: what to build for so many concurrent users, why, what it costs and what it survives. */
export function addPlan(program: Command, { write, paint }: Output): void {
  const command = program
    .command('plan')
    .description('plan an architecture: what to build, why, what it costs, what it survives')
    .argument('[size]', 'name of a size, 15k, or a number of concurrent users, 15000')
    .addOption(new Option('--json', 'print the plan as JSON'))
    .addOption(new Option('--markdown', 'print the report as markdown'))
    .addHelpText(
      'after',
      '\nExamples:\n  mattermost-arch plan 15k\n  mattermost-arch plan 15000 --availability as-published --pins database.readers=3 --markdown',
    );
  withRequestFlags(collecting(command)).action(() => {
    const { values, issues } = operandsOf(command);
    const asked = (Object.keys(forms) as (keyof typeof forms)[]).filter(
      (form) => command.opts<Partial<Record<keyof typeof forms, boolean>>>()[form],
    );
    const clash: Issue[] =
      asked.length > 1
        ? [{ what: `'--json' and '--markdown' exclude each other`, given: 'both', todo: 'remove one of them' }]
        : [];
    const plan = planOf(asking(command)(values[0]), [...issues, ...clash]);
    const form = asked[0];
    write(form ? forms[form](plan) : asText(planReport(plan), paint));
  });
}
