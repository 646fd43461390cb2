/** What must be the same whatever engine renders a plan: plain values, lists sorted, so that a difference is readable. */
export type Facts = Readonly<Record<string, Fact>>;
export type Fact = string | number | boolean | undefined | readonly Fact[] | { readonly [name: string]: Fact };

export const sorted = (texts: readonly string[]): string[] => [...texts].sort();

/** `database` of a security group, a role or any other resource that is named by the path of its construct. */
export const componentIn = (name: string): string => {
  const found = /Mattermost_?(AppFleet|LoadBalancer|FileStore|[A-Z][a-z]+)/.exec(name)?.[1] ?? name;
  return found[0]!.toLowerCase() + found.slice(1);
};

/** A rule of the traffic matrix, in one line. */
export const trafficLine = (from: string, to: string, protocol: string, first: unknown, last: unknown): string =>
  `${from} -> ${to} ${protocol} ${String(first)}-${String(last)}`;

/** A permission, in one line: whether it is for one thing or for any, and on which condition. */
export const permission = (action: string, resource: unknown, condition?: unknown): string =>
  `${action} on ${resource === '*' ? 'anything' : 'what is named'}${condition ? ` if ${JSON.stringify(condition)}` : ''}`;

/** CloudFormation's logical ids hold no hyphens. */
export const alarmName = (id: string): string => id.replaceAll('-', '');

/** As CloudWatch spells them. */
export const comparisons: Readonly<Record<string, string>> = {
  '>': 'GreaterThanThreshold',
  '>=': 'GreaterThanOrEqualToThreshold',
  '<': 'LessThanThreshold',
  '<=': 'LessThanOrEqualToThreshold',
};
