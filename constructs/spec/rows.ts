import type { ComponentKind } from './components';
import type { BindingName, Connected, MetricOwner, Principal, Ref, ResourceName } from './contract';
import type { Reason } from './reason';

/** A row of a matrix carries its own reason and is found by its id: letters, digits and hyphens. */
export type Row<T> = { readonly id: string } & T & Reason;

/** An IPv4 range, `10.0.0.0/16`. */
export type Cidr = string;

export interface Port {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
}

/** Who may open a connection to whom; clients come from an address range. */
export type TrafficRule = Row<
  Port & { readonly to: Connected } & ({ readonly from: Connected } | { readonly from: 'clients'; readonly cidr: Cidr })
>;

/**
 * What the role of a component may call, and on what; `suffix` is put behind the ARN, `where` are keys of conditions that
 * must equal a value. Actions are sorted.
 */
export type AccessRow = Row<{
  readonly who: Principal;
  readonly actions: readonly string[];
  readonly on: ResourceName;
  readonly suffix?: string;
  readonly where?: Readonly<Record<string, string>>;
}>;

/** A late value, the parameter under which a node finds it, and what that parameter holds. */
export interface Binding {
  readonly name: BindingName;
  readonly parameter: `/mattermost/${string}`;
  readonly holds: 'value' | 'list' | 'secret';
}

/** A text with late values in it. With a list among them it is repeated for each element, joined by a blank. */
export type Text = readonly (string | Ref)[];
export type Setting = { readonly env: `MM_${string}`; readonly text: Text } & Reason;

/** late`postgres://${user}:${password}@${host}` */
export const late = (words: TemplateStringsArray, ...refs: readonly Ref[]): Text =>
  words.flatMap((word, i): Text => [...(word ? [word] : []), ...(refs[i] ? [refs[i]] : [])]);

/** A text, or what CloudWatch knows a resource by; a list of names stands for an alarm each. */
export type Dimension = string | { readonly named: MetricOwner };

/** A metric that AWS or a node sends, and when it is wrong. */
export type AlarmSpec = Row<{
  readonly about: ComponentKind;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, Dimension>>;
  readonly statistic: 'Average' | 'Maximum' | 'Minimum' | 'Sum';
  /** The metric is a counter that only grows: what is compared is how much it grew in a period. */
  readonly counter?: true;
  readonly comparison: '>' | '>=' | '<' | '<=';
  readonly threshold: number;
  readonly periodSeconds: number;
  /** Periods in a row. */
  readonly periods: number;
  /** What a period without data means: `breaching` where silence is a fault. */
  readonly missing: 'breaching' | 'notBreaching';
}>;
