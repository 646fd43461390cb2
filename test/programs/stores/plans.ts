import { planArchitecture, type Plan } from '../../../architectures/sizing';
import { cases } from '../../../bin/cases';
import { environmentOf } from '../settings/environment';
import type { Environment } from '../settings/models';

export interface Planned {
  readonly name: string;
  readonly plan: Plan;
}

/** Every named size, with each availability. */
export const planned: readonly Planned[] = cases.map(({ name, request }) => ({
  name,
  plan: planArchitecture(request),
}));

/** The settings as a node gets them. */
export const environmentFor = ({ settings }: Plan): Environment => environmentOf(settings, '/run/mattermost');

/** Those for which `of` is the same, by what it is. */
export function alike<Same>(all: readonly Planned[], of: (plan: Plan) => Same): readonly (readonly [Same, string])[] {
  const groups = new Map<string, readonly string[]>();
  for (const { name, plan } of all) {
    const key = JSON.stringify(of(plan));
    groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  return [...groups].map(([key, [first, ...more]]) => [
    JSON.parse(key) as Same,
    more.length ? `${first} and ${more.length} more` : first!,
  ]);
}
