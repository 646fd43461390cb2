import type { Resource, Resources } from '../cdk/templates';
import type { Broken } from './mistakes';
import type { TerraformResources } from './of-terraform';

type Keyed = Readonly<Record<string | number, unknown>>;

/** A copy with another value at a path, whose parents are there. */
function set(node: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (typeof node !== 'object' || node === null) throw new Error(`there is no place for '${key}' in ${String(node)}`);
  const its = rest.length ? set((node as Keyed)[key!], rest, value) : value;
  return Array.isArray(node)
    ? node.map((each, i) => (String(i) === key ? its : (each as unknown)))
    : { ...node, [key!]: its };
}

/** Resources with the first of a type, whose name holds a part, as a mistake in a renderer would have it. */
function broken<T>(named: Readonly<Record<string, T>>, [type, part, wrong]: Broken, prefix: string): Record<string, T> {
  const found = Object.keys(named).find((name) => name.includes(part));
  if (found === undefined) throw new Error(`there is no ${type} ${part}; there are ${Object.keys(named).join(', ')}`);
  const { [found]: its, ...rest } = named;
  if (wrong === 'left out') return rest;
  const changed = Object.entries(wrong).reduce<unknown>(
    (node, [path, value]) => set(node, `${prefix}${path}`.split('.'), value),
    its,
  );
  return { ...named, [found]: changed as T };
}

/** A template with a mistake. */
export function brokenTemplate(resources: Resources, mistake: Broken): Resources {
  const ofType = ([, { Type }]: readonly [string, Resource]): boolean => Type === mistake[0];
  const entries = Object.entries(resources);
  const changed = broken(Object.fromEntries(entries.filter(ofType)), mistake, 'Properties.');
  return { ...Object.fromEntries(entries.filter((entry) => !ofType(entry))), ...changed };
}

/** A Terraform configuration with a mistake. */
export const brokenTerraform = (resources: TerraformResources, mistake: Broken): TerraformResources => ({
  ...resources,
  [mistake[0]]: broken(resources[mistake[0]] ?? {}, mistake, ''),
});
