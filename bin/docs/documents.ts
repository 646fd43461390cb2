import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { explanations, planArchitecture, requestJsonSchema, sizeNames, type Plan } from '../../architectures/sizing';
import { engineDifferences } from '../../architectures/engines';
import { hoursPerMonth, rates } from '../../architectures/sizing/data/prices';
import { endpointServiceNames } from '../../constructs/spec';
import { cases } from '../cases';
import { flagOf } from '../../architectures/command-line';
import { bringable } from '../terraform/bringable';
import { variablesOf } from '../terraform/deployment';
import { renderDiagram } from './diagram';
import { remarksIn } from './remarks';

const root = join(__dirname, '..', '..');

/** Texts that hold numbers, by path from the root: written by `npm run docs`, compared by a test. */
export const documents = (): Readonly<Record<string, string | Promise<string>>> => ({
  ...Object.fromEntries(
    (['light', 'dark'] as const).map((theme) => [
      `docs/architecture-15k-${theme}.svg`,
      renderDiagram(planArchitecture({ concurrentUsers: '15k' }), theme),
    ]),
  ),
  'schema/request.json': `${JSON.stringify(requestJsonSchema(), null, 2)}\n`,
  'docs/choices.md': choices(),
  'docs/day-one.md': filled('docs/day-one.md', { stays: staysTable(), waits: waitsTable(), 'way-out': wayOutTable() }),
  'docs/terraform.md': filled('docs/terraform.md', { differences: differencesTable(), brought: broughtTable() }),
  'README.md': filled('README.md', { sizes: sizesTable() }),
});

const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
const tableOf = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

/** A document of the repository with its tables between `<!-- name -->` and `<!-- /name -->`. */
function filled(path: string, tables: Readonly<Record<string, string>>): string {
  return Object.entries(tables).reduce(
    (text, [name, table]) => {
      const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
      const [from, to] = [text.indexOf(open), text.indexOf(close)];
      if (from < 0 || to < from) throw new Error(`${path} lacks ${open} or ${close}`);
      return `${text.slice(0, from + open.length)}\n\n${table}\n\n${text.slice(to)}`;
    },
    readFileSync(join(root, path), 'utf8'),
  );
}

const usd = (amount: number, digits = 2): string => `$${amount.toFixed(digits)}`;

function staysTable(): string {
  return tableOf(
    ['What stays', 'How to take it away', 'USD a month'],
    [
      [
        'a snapshot of the database',
        '`aws rds delete-db-cluster-snapshot`',
        `${usd(rates.auroraSnapshotGBMonth, 3)} a GB`,
      ],
      [
        'three buckets with their policies: attachments, exports, legal holds',
        'empty and delete them',
        `${usd(rates.s3GBMonth, 3)} a GB`,
      ],
      [
        'the logins of database and first administrator',
        '`aws secretsmanager delete-secret`',
        `${usd(rates.secretMonth)} each`,
      ],
      ['with `-c ephemeral=true`: nothing', '', usd(0)],
    ],
  );
}

function waitsTable(): string {
  const { appFleet, proxy } = planArchitecture({ concurrentUsers: '15k' }).components;
  return tableOf(
    ['Wait', 'At most', 'Then'],
    [
      [
        'an app node until it says that it is ready',
        `${appFleet.launchSeconds} s`,
        'it is terminated, the deployment rolls back',
      ],
      ['an app node that drains', `${appFleet.drainSeconds} s`, 'it is terminated'],
      ['a proxy until it says that it is ready', `${proxy!.launchSeconds} s`, 'as above'],
      ['a proxy that drains', `${proxy!.drainSeconds} s`, 'it is terminated, its people come back elsewhere'],
      ['a change of all app nodes', 'one node after the other', 'each as above'],
    ],
  );
}

function wayOutTable(): string {
  const { zones, natGateways } = planArchitecture({ concurrentUsers: '15k' }).components.network;
  const endpoints = endpointServiceNames;
  const monthly = (count: number, hourly: number): string => usd(count * hourly * hoursPerMonth);
  return tableOf(
    ['Way out', 'USD a month', 'USD a GB'],
    [
      [
        `${natGateways} NAT gateways, one a zone`,
        monthly(natGateways, rates.natGatewayHour),
        usd(rates.natGatewayGB, 3),
      ],
      ['1 NAT gateway', monthly(1, rates.natGatewayHour), usd(rates.natGatewayGB, 3)],
      [
        `${endpoints.length} interface endpoints in ${zones} zones: ${endpoints.join(', ')}`,
        monthly(endpoints.length * zones, rates.interfaceEndpointHour),
        usd(rates.interfaceEndpointGB, 3),
      ],
    ],
  );
}

const differencesTable = (): string =>
  tableOf(
    ['About', 'CDK', 'Terraform', 'Because'],
    engineDifferences.map(({ about, cdk, cdktf, because }) => [about, cdk, cdktf, because]),
  );

/** What a flag of an export makes Terraform ask for. */
function broughtTable(): string {
  const plan = planArchitecture({ concurrentUsers: '15k', domainName: 'chat.example.com' });
  const without = variablesOf({ plan });
  const code = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
  return tableOf(
    ['Flag', 'To', 'Variables', 'In place of'],
    [
      ['none', '', code(without), ''],
      ...Object.entries(bringable).map(([what, does]) => {
        const its = variablesOf({ plan, [what]: true });
        const [more, less] = [
          its.filter((name) => !without.includes(name)),
          without.filter((name) => !its.includes(name)),
        ];
        return [code([flagOf(what)]), does.split(':')[0]!, code(more), code(less)];
      }),
    ],
  );
}

const fleet = (count: number, instance: string): string => `${count} × ${instance}`;

function sizesTable(): string {
  const rows = sizeNames.map((concurrentUsers) => {
    const plan = planArchitecture({ concurrentUsers });
    const { appFleet, database, search, proxy, cache } = plan.components;
    const masters = search?.masters.nodes ? ` + ${fleet(search.masters.nodes, search.masters.instance)}` : '';
    return [
      concurrentUsers,
      plan.boughtFrom.toLocaleString('en-US'),
      fleet(appFleet.nodes, appFleet.instance),
      fleet(database.readers + 1, database.instance),
      search ? fleet(search.nodes, search.instance) + masters : 'in the database',
      proxy ? fleet(proxy.nodes, proxy.instance) : 'none',
      cache ? fleet(cache.nodes, cache.instance) : 'none',
      plan.evidence.grade + (plan.evidence.contestedBy.length ? ' (contested)' : ''),
      plan.bill.ratio,
    ];
  });
  const head = ['Size', 'Bought from', 'App nodes', 'Database', 'Search', 'Proxies', 'Cache', 'Evidence', 'Bill'];
  return tableOf(head, rows);
}

/** Decisions that no page supports: what was decided in each named case, and the arithmetic. */
function choices(): string {
  const seen = new Map<string, { path: string; value: string; because: string }>();
  const plans: readonly Plan[] = cases.map(({ request }) => planArchitecture(request));
  const more: readonly Plan[] = [
    planArchitecture({ concurrentUsers: '15k', proxy: 'alb', postsMillions: 12 }),
    planArchitecture({ concurrentUsers: '1k', cache: 'redis', availability: 'as-published' }),
  ];
  for (const { path, value, because } of [...plans, ...more].flatMap(explanations)) {
    if (because.startsWith('our choice:')) {
      const text = because.slice('our choice:'.length).trim();
      seen.set(`${path} ${text}`, { path, value: JSON.stringify(value), because: text });
    }
  }
  const rows = [...seen.values()]
    .sort((a, b) => a.path.localeCompare(b.path, 'en') || a.because.localeCompare(b.because, 'en'))
    .map(({ path, value, because }) => [
      `\`${path}\``,
      `\`${value.replace(/\|/g, '\\|')}\``,
      because.replace(/\|/g, '\\|'),
    ]);
  return `# Our choices

What no page of the vendor and no measurement decides, over all named sizes. Every leaf of a component can be pinned:
\`pins: { 'path': value }\` in the request. This page is generated by \`npm run docs\`.

${tableOf(['Decision', 'Value', 'Why'], rows)}

## Beside the plan

What programs of the nodes and names of resources have chosen. None of it can be pinned; \`overrides\` reach the resources.

${tableOf(
  ['Where', 'Chosen', 'Why'],
  remarksIn(root, 'constructs').map(({ file, chosen, because }) => [
    `\`${file}\``,
    `\`${chosen.replace(/\|/g, '\\|')}\``,
    because.replace(/\|/g, '\\|'),
  ]),
)}
`;
}
