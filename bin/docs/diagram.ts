import type { Plan } from '../../architectures/sizing';
import { count } from '../commands/wording';
import { boxesOf, tiers, type Box, type Place, type Tier } from './cards';

export type Theme = 'light' | 'dark';

type Name = readonly [name: string, aside?: string];

interface Ground {
  readonly line: string;
  readonly ground: string;
}

interface Colours {
  readonly title: string;
  readonly text: string;
  readonly card: string;
  /** Frames of zones, and zones without a node. */
  readonly faint: string;
  /** Lines and labels, and what they stand on; outside that is the page. */
  readonly places: Readonly<Record<Place, Ground>>;
}

/** Every text has a contrast of 4.5 or more to what it stands on, as WCAG 2 asks for; the page is that of GitHub. */
export const colours: Readonly<Record<Theme, Colours>> = {
  light: {
    title: '#1f2328',
    text: '#4d5660',
    card: '#ffffff',
    faint: '#d8dee4',
    places: {
      outside: { line: '#59636e', ground: 'none' },
      public: { line: '#2a7330', ground: '#eef7ee' },
      private: { line: '#1668b8', ground: '#edf4fb' },
      isolated: { line: '#7a45b5', ground: '#f5effb' },
      region: { line: '#a84f0b', ground: '#fdf3ea' },
    },
  },
  dark: {
    title: '#f0f6fc',
    text: '#b4bcc6',
    card: '#161b22',
    faint: '#3d444d',
    places: {
      outside: { line: '#9198a1', ground: 'none' },
      public: { line: '#57b85c', ground: '#12211a' },
      private: { line: '#5aa7f5', ground: '#111f30' },
      isolated: { line: '#b68bf0', ground: '#1e1a30' },
      region: { line: '#ee9a4d', ground: '#271c12' },
    },
  },
};

/** Graphviz measures in this, which is as wide as any font that a browser takes for the others: every text fits its box. */
const measured = 'Verdana';
const shown = 'Helvetica,Arial,sans-serif';

type Attributes = Readonly<Record<string, string | number>>;
/** A value in angle brackets is HTML, as Graphviz understands it. */
const attributes = (values: Attributes): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${/^<.*>$/.test(String(value)) ? value : JSON.stringify(String(value))}`)
    .join(' ');
const statement = (subject: string, values: Attributes): string => `${subject} [${attributes(values)}]`;
/** Keeps boxes in order, without a line. */
const ordered = (ids: readonly string[], weight: number): string =>
  statement(ids.join(' -> '), { style: 'invis', weight });

const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
const cell = (content: string): string => `<td align="left">${content}</td>`;
const table = (values: Attributes, rows: readonly string[]): string => {
  const plain = { border: 0, cellborder: 0, cellspacing: 0, cellpadding: 2 };
  return `<table ${attributes({ ...plain, ...values })}>${rows.map((cells) => `<tr>${cells}</tr>`).join('')}</table>`;
};

/** A frame for each zone and a square for each node, spread evenly. */
function zonesOf({ nodes, zones }: NonNullable<Box['fleet']>, line: string, faint: string): string {
  const square = (bgcolor: string) => `<td ${attributes({ bgcolor, fixedsize: 'true', width: 8, height: 8 })}></td>`;
  const frames = Array.from({ length: zones }, (_, zone) => {
    const here = Math.ceil((nodes - zone) / zones);
    return cell(table({ cellspacing: 2, cellpadding: 0 }, [here > 0 ? square(line).repeat(here) : square(faint)]));
  });
  return table({ cellborder: 1, cellspacing: 2, cellpadding: 0, color: faint, style: 'rounded' }, [frames.join('')]);
}

function drawn({ id, place, title, lines, fleet }: Box, { title: dark, text, card: bgcolor, faint, places }: Colours) {
  const { line: color } = places[place];
  const rows = [
    `<font color="${dark}"><b>${escaped(title)}</b></font>`,
    ...lines.map((words) => `<font color="${text}" point-size="11">${escaped(words)}</font>`),
    ...(fleet ? [zonesOf(fleet, color, faint)] : []),
  ];
  const frame = { border: 1, cellspacing: 1, cellpadding: 3, width: 150, style: 'rounded', color, bgcolor };
  return statement(id, { id, label: `<${table(frame, [cell(table({}, rows.map(cell)))])}>` });
}

/** A frame around boxes. What comes from clients enters the open one from above: its name is below. */
function frame(id: string, { line, ground }: Ground, [name, aside]: Name, content: readonly string[]): string {
  const more = aside ? `<font point-size="10">   ${escaped(aside)}</font>` : '';
  const label = `<<b>${escaped(name)}</b>${more}>`;
  const open = { style: 'rounded,dashed', labelloc: 'b' };
  const filled = { style: 'rounded,filled', labelloc: 't', fillcolor: ground };
  const look = { labeljust: 'l', margin: 10, color: line, fontcolor: line, ...(ground === 'none' ? open : filled) };
  return [`subgraph cluster_${id} {`, attributes({ id, label, ...look }), ...content, '}'].join('\n');
}

const sides = ['left', 'right'] as const;

/** Boxes side by side between two points. */
function row(tier: Tier, boxes: readonly Box[], palette: Colours): string {
  const point = { shape: 'point', style: 'invis', width: 0.01 };
  return frame(
    tier,
    palette.places[tier],
    [tiers[tier]],
    [
      '{ rank=same',
      ...sides.map((side) => statement(`${side}_${tier}`, { ...point, group: side })),
      ...boxes.map((box) => drawn(box, palette)),
      ordered([`left_${tier}`, ...boxes.map(({ id }) => id), `right_${tier}`], 1),
      '}',
    ],
  );
}

/** One line for all rows of the matrix between the same two ends. */
function linesOf(traffic: Plan['traffic']): string[] {
  const endsOf = ({ from, to }: Plan['traffic'][number]) => `${from} -> ${to}`;
  return [...new Set(traffic.map(endsOf))].map((ends) => {
    const rows = traffic.filter((rule) => endsOf(rule) === ends);
    const label = [...new Set(rows.map(({ port, protocol }) => ` ${port}/${protocol} `))].join('\n');
    return statement(ends, { class: rows.map(({ id }) => id).join(' '), label });
  });
}

/** One line from a tier to the services that its nodes may call; none where nobody calls. */
function callsOf(access: Plan['access'], tier: Tier, service: string): string[] {
  const look = { ltail: `cluster_${tier}`, lhead: 'cluster_region', style: 'dashed', constraint: 'false' };
  const ids = access.map(({ id }) => id).join(' ');
  return ids ? [statement(`right_${tier} -> ${service}`, { class: ids, ...look })] : [];
}

/**
 * A plan as a picture, in the language of Graphviz. A box has the kind of its component as id, the network is the frame
 * around the tiers; a line has the rows that it stands for, of the traffic or the access matrix, as classes.
 */
export function diagramDot(plan: Plan, theme: Theme): string {
  const palette = colours[theme];
  const { outside, region } = palette.places;
  const { network } = plan.components;
  const boxes = boxesOf(plan);
  const standing = (where: Place) => boxes.filter(({ place }) => place === where);
  const drawnIn = (where: Place) => standing(where).map((box) => drawn(box, palette));
  const inside = [...new Set(boxes.map(({ place }) => place))].filter((place) => place in tiers) as Tier[];
  const services = standing('region').map(({ id }) => id);
  const zones: Name = [`VPC ${network.cidr} in ${network.zones} zones`, 'each frame a zone, each square a node'];
  const rows = inside.map((tier) => row(tier, standing(tier), palette));
  const calls = inside.flatMap((tier, i) => {
    const callers = new Set(standing(tier).map(({ id }) => id));
    return callsOf(
      plan.access.filter(({ who }) => callers.has(who)),
      tier,
      services[i] ?? services[0]!,
    );
  });
  const ink = { fontname: measured, color: outside.line, fontcolor: outside.line };
  return [
    'digraph {',
    attributes({ bgcolor: 'none', newrank: 'true', compound: 'true', nodesep: 0.3, ranksep: 0.42, pad: 0.05 }),
    attributes({ fontname: measured, fontsize: 11 }),
    statement('node', { shape: 'plain', fontname: measured, fontsize: 12 }),
    statement('edge', { ...ink, fontsize: 10, arrowsize: 0.7 }),
    ...drawnIn('outside'),
    frame('network', outside, zones, rows),
    frame('region', region, ['AWS services', 'called by role'], drawnIn('region')),
    // Rows one below the other, equally wide since the points at their ends keep straight, and a service beside each.
    ...sides.map((side) => inside.map((tier) => `${side}_${tier}`)).map((points) => ordered(points, 100)),
    ordered(['clients', `left_${inside[0]}`], 0),
    ordered(services, 100),
    ...inside.map((tier, i) => `{ rank=same right_${tier} ${services[i] ?? ''} }`),
    ...linesOf(plan.traffic),
    ...calls,
    '}\n',
  ].join('\n');
}

/** The picture as SVG: transparent, without script, and the same bytes for the same plan. */
export async function renderDiagram(plan: Plan, theme: Theme): Promise<string> {
  const { instance } = await import('@viz-js/viz');
  const { output, errors } = (await instance()).render(diagramDot(plan, theme), { format: 'svg' });
  // A warning is as bad: Graphviz leaves out what it does not understand.
  if (output === undefined || errors.length) {
    throw new Error(`Graphviz cannot draw the plan: ${errors.map(({ message }) => message).join('; ')}`);
  }
  const title = `Mattermost on AWS for ${count(plan.claim)} concurrent users`;
  const words = boxesOf(plan).map((box) => [box.title, ...box.lines].join(' '));
  return output
    .slice(output.indexOf('<svg'))
    .replace(/<!--.*?-->\n/gs, '')
    .replaceAll('&#45;', '-')
    .replaceAll(` font-family="${measured}"`, '')
    .replace('<svg', `<svg role="img" aria-label="${escaped([title, ...words].join('; '))}" font-family="${shown}"`)
    .replace(/<svg[^>]*>\n/, (head) => `${head}<title>${title}</title>\n`);
}
