import type { Seen } from './clients';
import type { Proxies, Proxy } from './proxies';
import { median, noise, ratio } from './ratios';

export interface Measured extends Seen {
  /** Microseconds of the proxy's processors for a request. */
  readonly processor: number;
}

type Name = keyof Proxies;
type Column = readonly [heading: string, field: keyof Measured, unit: string];

/** Proxies measured in the same rounds, among them the documented NGINX, which they are compared with, and its copy. */
export class Comparison<Compared extends Name> {
  readonly #names: readonly ('documented' | 'copy' | Compared)[];
  readonly #measured = new Map<Name, Measured[]>();

  constructor(
    readonly proxies: Proxies,
    ...compared: readonly Compared[]
  ) {
    this.#names = ['documented', ...compared, 'copy'];
  }

  /** Every second round goes the other way: what changes steadily hits all alike. */
  async round(number: number, ask: (proxy: Proxy) => Promise<Seen>): Promise<void> {
    for (const name of number % 2 ? [...this.#names].reverse() : this.#names) {
      const proxy = this.proxies[name];
      const before = proxy.processorSeconds;
      const seen = await ask(proxy);
      const processor = ((proxy.processorSeconds - before) / seen.requests) * 1e6;
      this.#measured.set(name, [...(this.#measured.get(name) ?? []), { ...seen, processor }]);
    }
  }

  #values(name: Name, field: keyof Measured): readonly number[] {
    return this.#measured.get(name)!.map((each) => each[field]);
  }

  sum(field: 'requests' | 'failed'): number {
    return this.#names.flatMap((name) => this.#values(name, field)).reduce((sum, each) => sum + each);
  }

  /** To the documented NGINX. */
  ratio(name: Compared | 'copy', field: keyof Measured): number {
    return ratio(this.#values(name, field), this.#values('documented', field));
  }

  /** The factor by which a ratio may be off. */
  noise(field: keyof Measured): number {
    return noise(this.#values('copy', field), this.#values('documented', field));
  }

  print(title: string, columns: readonly Column[]): void {
    const line = (what: string, cells: readonly string[]) =>
      console.log(what.padEnd(28) + cells.map((cell) => cell.padStart(20)).join(''));
    console.log();
    line(
      title,
      columns.map(([heading]) => heading),
    );
    for (const name of this.#names) {
      line(
        this.proxies[name].what,
        columns.map(([, field, unit]) => {
          const [values, reference] = [this.#values(name, field), this.#values('documented', field)];
          const absolute = median(values);
          return `${absolute.toFixed(absolute < 100 ? 1 : 0)}${unit}${ratio(values, reference).toFixed(2).padStart(7)}`;
        }),
      );
    }
    line(
      'noise',
      columns.map(([, field]) => `×${this.noise(field).toFixed(2)}`),
    );
  }
}
