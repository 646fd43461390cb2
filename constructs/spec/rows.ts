import type { ComponentKind } from './components';
import type { BindingName, Connected, Principal, Ref, ResourceName } from './contract';
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

/** What the role of a component may call, and on what; `suffix` is put behind the ARN. Actions are sorted. */
export type AccessRow = Row<{
  readonly who: Principal;
  readonly actions: readonly string[];
  readonly on: ResourceName;
  readonly suffix?: string;
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

/** A metric that AWS or the agent on the nodes sends, and when it is wrong. */
export type AlarmSpec = Row<{
  readonly about: ComponentKind;
  readonly namespace: string;
  readonly metric: string;
  readonly statistic: 'Average' | 'Maximum' | 'Minimum' | 'Sum';
  readonly comparison: '>' | '>=' | '<' | '<=';
  readonly threshold: number;
  readonly periodSeconds: number;
  /** Periods in a row. */
  readonly periods: number;
}>;
