/** A line of the table. */
export interface Row {
  readonly what: string;
  /** Absent where this machine cannot measure it. */
  readonly measured?: number;
  readonly unit: string;
  /** What it should be. */
  readonly goal?: number;
  /** Above this a check fails. @default - a fifth more than the goal, of milliseconds twice the goal */
  readonly limit?: number;
  /** What to install where nothing was measured. */
  readonly remedy?: string;
}

/** The same commit took up to 1.6 times as long on a machine that others used too; memory and bytes do not vary so. */
const tolerance = (unit: string): number => (unit === 'ms' ? 2 : 1.2);

/** What cannot be measured is a failure in CI alone. */
export const fails = ({ measured, unit, goal = Infinity, limit = goal * tolerance(unit) }: Row): boolean =>
  measured === undefined ? Boolean(process.env.CI) : measured > limit;

function verdict(row: Row): string {
  const { measured, goal, remedy } = row;
  if (measured === undefined) return `${fails(row) ? 'FAILED, not' : 'not'} measured: it needs ${remedy}`;
  if (goal === undefined) return '';
  if (fails(row)) return `FAILED, goal ${goal}`;
  return measured > goal ? `goal ${goal} missed` : `goal ${goal}`;
}

export const lineOf = (row: Row): string =>
  [row.what.padEnd(60), (row.measured?.toFixed(3) ?? '-').padStart(10), row.unit.padEnd(3), verdict(row)].join(' ');

/** Of an even number of them the upper one. */
export const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!;

export const say = (text: string): void => void process.stderr.write(`${text}\n`);
