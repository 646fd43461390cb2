import {
  Decided,
  type ComponentKind,
  type Explained,
  type Issue,
  type Leaf,
  type Reason,
  type Scalar,
  type SpecOf,
} from '../../constructs/spec';

/** Some of the leaves of an explained component. */
type Part<E> = E extends Decided ? E : { readonly [K in keyof E]?: Part<E[K]> };
/** The bare values of a part. */
type Settled<E> = E extends Decided<infer T> ? T : { readonly [K in keyof E]: Settled<E[K]> };

/** Takes what a rule decided, files the reasons under their paths and hands back the bare values: the only way into a plan. */
export class Book {
  readonly reasons: Record<string, Reason> = {};
  private readonly unused: Set<string>;
  private readonly issues: Issue[] = [];

  constructor(private readonly pins: Readonly<Record<string, Scalar>>) {
    this.unused = new Set(Object.keys(pins));
  }

  /** A component. */
  write<K extends ComponentKind>(kind: K, spec: Explained<SpecOf<K>>): SpecOf<K> {
    return this.settle(kind, spec) as SpecOf<K>;
  }

  /** The part of a component that other decisions need first: any of its leaves. */
  writePart<K extends ComponentKind, E extends Part<Explained<SpecOf<K>>>>(kind: K, part: E): Settled<E> {
    return this.settle(kind, part) as Settled<E>;
  }

  /** Why a component is not there. */
  omit(kind: ComponentKind, reason: Reason): undefined {
    this.reasons[kind] = reason;
  }

  /** Pins that named nothing, or are of another type than their leaf. */
  close(): readonly Issue[] {
    return [
      ...this.issues,
      ...[...this.unused].map((path) => ({
        what: `'pins' names no leaf of this plan`,
        given: path,
        allowed: this.near(path).join(', '),
        todo: "correct the path ('mattermost-arch explain SIZE' lists them all) or remove the pin",
      })),
    ];
  }

  /** Leaves of the same component, else the components. */
  private near(path: string): string[] {
    const paths = Object.keys(this.reasons);
    const kind = path.split('.')[0]!;
    const siblings = paths.filter((other) => other.startsWith(`${kind}.`));
    return siblings.length ? siblings : [...new Set(paths.map((other) => `${other.split('.')[0]!}.…`))];
  }

  private settle(path: string, node: unknown): unknown {
    if (node instanceof Decided) return this.file(path, node as Decided);
    return Object.fromEntries(
      Object.entries(node as object).map(([key, child]) => [key, this.settle(`${path}.${key}`, child)]),
    );
  }

  private file(path: string, { value, reason }: Decided): Leaf {
    const pin = Object.hasOwn(this.pins, path) ? this.pins[path] : undefined;
    if (path in this.reasons) throw new Error(`two rules wrote ${path}`);
    this.reasons[path] = reason;
    if (pin === undefined) return value;
    this.unused.delete(path);
    if (!alike(pin, value)) {
      this.issues.push({
        what: `'pins.${path}' is not valid`,
        given: JSON.stringify(pin),
        allowed:
          typeof value === 'number'
            ? `a${Number.isInteger(value) ? ' whole' : ''} number from 0`
            : `a literal ${typeof value}`,
        todo: `without the pin it is ${String(value)}`,
      });
      return value;
    }
    this.reasons[path] = {
      provenance: 'pinned',
      because: `pinned by the request; without the pin ${path} is ${String(value)}: ${reason.because}`,
    };
    return pin;
  }
}

/** A token of an engine is a huge negative number or a text with a marker. */
const alike = (pin: Scalar, value: Leaf): boolean =>
  typeof pin === typeof value &&
  (typeof pin !== 'number' ||
    (Number.isFinite(pin) &&
      !Object.is(pin, -0) &&
      pin >= 0 &&
      pin <= Number.MAX_SAFE_INTEGER &&
      (Number.isInteger(pin) || !Number.isInteger(value)))) &&
  !String(pin).includes('${');
