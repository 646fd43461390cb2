import { describe, expect, test } from '@jest/globals';
import { planArchitecture, type Plan, type Request } from '../../architectures/sizing';
import { cases } from '../../bin/cases';
import { colours, diagramDot, renderDiagram, type Theme } from '../../bin/docs/diagram';
import type { ComponentKind, PlanPath } from '../../constructs/spec';

const themes: readonly Theme[] = ['light', 'dark'];
const requests: readonly (readonly [name: string, request: Request])[] = [
  ...cases.map(({ name, request }) => [name, request] as const),
  ['15k-alb', { concurrentUsers: '15k', proxy: 'alb' }],
  ['200k-alb', { concurrentUsers: '200k', proxy: 'alb' }],
  ['1k-redis', { concurrentUsers: '1k', cache: 'redis' }],
  ['15k-internal', { concurrentUsers: '15k', exposure: 'private', allowFrom: ['10.0.0.0/8', '192.168.0.0/16'] }],
  ['200-internal-alb', { concurrentUsers: '200', exposure: 'private', proxy: 'alb' }],
];
/** It has every component. */
const everything = planArchitecture({ concurrentUsers: '200k' });
const picture = renderDiagram(everything, 'light');
const kinds = Object.keys(everything.components) as ComponentKind[];

/** Groups of an SVG: boxes and frames by id, lines by each of their classes; with the words in them. */
function groupsOf(svg: string): ReadonlyMap<string, string> {
  const groups = [...svg.matchAll(/<g id="([^"]*)" class="(\w+) ?([^"]*)">\n([^]*?)\n<\/g>/g)];
  return new Map(
    groups.flatMap(([, id, type, classes, content]) => {
      const words = [...content!.matchAll(/<text [^>]*>([^<]*)</g)].map(([, text]) => text!.trim()).join('\n');
      return (type === 'edge' ? classes!.split(' ') : [id!]).map((name) => [name, words] as const);
    }),
  );
}

/** What a picture of the plan ought to show and does not. */
function missing({ components, traffic, access }: Plan, svg: string): string[] {
  const groups = groupsOf(svg);
  const written = traffic.filter(({ id, port, protocol }) =>
    groups.get(id)?.split('\n').includes(`${port}/${protocol}`),
  );
  return [
    ...Object.keys(components).filter((kind) => !groups.has(kind)),
    ...traffic.filter((row) => !written.includes(row)).map(({ id }) => id),
    ...access.map(({ id }) => id).filter((id) => !groups.has(id)),
  ];
}

const withValue = (plan: Plan, path: PlanPath, value: string | number | boolean): Plan => {
  const copy = structuredClone(plan) as object;
  const names = ['components', ...path.split('.')];
  const owner = names.slice(0, -1).reduce((part, name) => (part as Record<string, object>)[name]!, copy);
  (owner as Record<string, unknown>)[names.at(-1)!] = value;
  return copy as Plan;
};

describe.each(requests)('the picture of %s', (_, request) => {
  const plan = planArchitecture(request);

  test('shows every component, and every row of traffic and access on a line', async () => {
    expect(missing(plan, await renderDiagram(plan, 'light'))).toEqual([]);
  });

  test('differs between light and dark in colours only', async () => {
    const [light, dark] = await Promise.all(themes.map((theme) => renderDiagram(plan, theme)));
    const colourless = (svg: string) => svg.replace(/#[0-9a-f]{6}\b/g, '#');
    expect(light).not.toBe(dark);
    expect(colourless(light!)).toBe(colourless(dark!));
  });
});

describe('a picture', () => {
  test.each(kinds)('fails without the component %s', async (kind) => {
    const without = (await picture).replace(new RegExp(`<g id="${kind}" class="(node|cluster)">[^]*?\n</g>\n`), '');
    expect(missing(everything, without)).toEqual([kind]);
  });

  test.each(everything.traffic.map(({ id }) => id))('fails without the row of traffic %s', async (id) => {
    const svg = await renderDiagram(
      { ...everything, traffic: everything.traffic.filter((row) => row.id !== id) },
      'light',
    );
    expect(missing(everything, svg)).toEqual([id]);
  });

  test('fails without a row of access', async () => {
    const [{ id }] = everything.access as [Plan['access'][number]];
    const svg = await renderDiagram({ ...everything, access: everything.access.slice(1) }, 'light');
    expect(missing(everything, svg)).toEqual([id]);
  });

  const shown: readonly (readonly [PlanPath, string | number | boolean])[] = [
    ['network.cidr', '10.9.0.0/16'],
    ['network.zones', 2],
    ['network.natGateways', 2],
    ['loadBalancer.type', 'application'],
    ['loadBalancer.scheme', 'internal'],
    ['proxy.nodes', 9],
    ['proxy.instance', 'c7i.8xlarge'],
    ['appFleet.nodes', 9],
    ['appFleet.instance', 'c7i.8xlarge'],
    ['appFleet.server.version', '11.9.9'],
    ['database.readers', 0],
    ['database.instance', 'r7g.16xlarge'],
    ['database.engineVersion', '16.99'],
    ['search.nodes', 8],
    ['search.zones', 1],
    ['search.instance', 'r6g.8xlarge'],
    ['search.masters.nodes', 0],
    ['search.masters.instance', 'm6g.8xlarge'],
    ['cache.nodes', 3],
    ['cache.instance', 'm7g.8xlarge'],
    ['fileStore.versioned', false],
    ['observability.logs.days', 99],
    ['observability.dashboard', false],
  ];
  test.each(shown)('says what %s is', (path, value) => {
    expect(diagramDot(withValue(everything, path, value), 'light')).not.toBe(diagramDot(everything, 'light'));
  });

  test.each([
    ['appFleet', [5, 5, 5]],
    ['proxy', [2, 2, 1]],
    ['database', [3, 3, 2]],
    ['search', [2, 2]],
    ['cache', [1, 1, 0]],
  ])('spreads the nodes of %s over zones: %j', async (kind, expected) => {
    const [box] = new RegExp(`<g id="${kind}" class="node">[^]*?</g>`).exec(await picture)!;
    const { faint, places } = colours.light;
    const zones = box.split(`stroke="${faint}"`).slice(1);
    const nodes = Object.values(places).map(({ line }) => `fill="${line}"`);
    const squares = (zone: string) => zone.split('\n').filter((shape) => nodes.some((fill) => shape.includes(fill)));
    expect(zones.map((zone) => squares(zone).length)).toEqual(expected);
  });

  test('is the same each time, small, without a script and without a trace of who drew it', async () => {
    const svg = await picture;
    expect(await renderDiagram(everything, 'light')).toBe(svg);
    expect(Buffer.byteLength(svg)).toBeLessThan(60_000);
    expect(svg).not.toMatch(/<script|<!--|<!DOCTYPE|graphviz/i);
  });

  test('has no colour that a theme did not choose', async () => {
    const palette = JSON.stringify(colours.dark);
    const svg = await renderDiagram(everything, 'dark');
    const used = [...svg.matchAll(/(?:fill|stroke)="([^"]*)"/g)].map(([, colour]) => colour!);
    expect(used.length).toBeGreaterThan(100);
    expect(used.filter((colour) => colour !== 'none' && !palette.includes(colour))).toEqual([]);
  });

  test('says in words what it shows', async () => {
    const svg = await renderDiagram(planArchitecture({ concurrentUsers: '15k' }), 'light');
    expect(svg).toMatch(/^<svg role="img" aria-label="[^"]*App nodes 3 x c7i\.xlarge[^"]*"/);
    expect(svg).toMatch(/^<svg [^>]*>\n<title>Mattermost on AWS for 15,000 concurrent users<\/title>/);
  });

  test('fails on a text that Graphviz cannot measure', async () => {
    const plan = withValue(everything, 'appFleet.instance', 'größer');
    await expect(renderDiagram(plan, 'light')).rejects.toThrow('Graphviz cannot draw the plan: ');
  });
});

describe.each(themes)('the colours of the %s theme', (theme) => {
  const page = { light: '#ffffff', dark: '#0d1117' }[theme];
  const { title, text, card, places } = colours[theme];
  const pairs = [
    ['titles of boxes', title, card],
    ['text of boxes', text, card],
    ...Object.entries(places).map(([place, { line, ground }]) => [place, line, ground === 'none' ? page : ground]),
  ] as [string, string, string][];

  test.each(pairs)('are legible: %s', (_, ink, ground) => {
    expect(contrast(ink, ground)).toBeGreaterThanOrEqual(4.5);
  });
});

/** Contrast of two colours: https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const luminance = (colour: string) => {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const part = parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    }) as [number, number, number];
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [lighter, darker] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}
