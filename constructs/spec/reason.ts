export type Scalar = string | number | boolean;
export type Leaf = Scalar | readonly Scalar[];

/** A page of documentation: its path, and the table's label or heading where one is known. */
export interface Page {
  readonly page: string;
  readonly place?: string;
}

/** One run of a published measurement, by its id. */
export interface Run {
  readonly run: string;
}

export type Source = Page | Run;

/** Why a value is what it is. Published and measured values must say where they stand. */
export type Reason =
  | { readonly provenance: 'published'; readonly because: string; readonly source: Page }
  | { readonly provenance: 'measured'; readonly because: string; readonly source: Run }
  | { readonly provenance: 'derived' | 'default' | 'pinned'; readonly because: string; readonly source?: Source };

/** A value that cannot be had without its reason. Made by the functions below only. */
export class Decided<T extends Leaf = Leaf> {
  declare private readonly brand: never;
  constructor(
    readonly value: T,
    readonly reason: Reason,
  ) {}
}

/** The same shape as T with every leaf decided: a rule that forgets a leaf does not compile. */
export type Explained<T> = [T] extends [Leaf]
  ? Decided<T>
  : T extends object
    ? { readonly [K in keyof T]: Explained<T[K]> }
    : never;

/** A sentence with the values that a result was computed from; without one it does not compile. */
export class Because {
  declare private readonly brand: never;
  constructor(readonly text: string) {}
}

/** from`${nodes} published + 1`: the reason of a derived value shows its inputs. */
export const from = (
  words: TemplateStringsArray,
  ...inputs: readonly [string | number | boolean, ...(string | number | boolean)[]]
): Because => new Because(String.raw({ raw: words.map((word) => word) }, ...inputs.map(shown)));

/** Made once: it is slow to make. */
const english = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 });
/** 15,000 */
export const count = (value: number): string => english.format(value);
const shown = (input: string | number | boolean): string => (typeof input === 'number' ? count(input) : String(input));

/** A page of the vendor says so. */
export const published = <const T extends Leaf>(value: T, because: string, source: Page): Decided<T> =>
  new Decided(value, { provenance: 'published', because, source });

/** A published run says so. */
export const measured = <const T extends Leaf>(value: T, because: string, source: Run): Decided<T> =>
  new Decided(value, { provenance: 'measured', because, source });

/** Computed from other values, which the sentence shows. */
export const derived = <const T extends Leaf>(value: T, because: Because, source?: Source): Decided<T> =>
  new Decided(value, { provenance: 'derived', because: because.text, ...(source && { source }) });

/** Neither published nor computed. Begins with "our choice:" where no page supports it. */
export const byDefault = <const T extends Leaf>(value: T, because: string, source?: Source): Decided<T> =>
  new Decided(value, { provenance: 'default', because, ...(source && { source }) });
