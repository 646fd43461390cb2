import { renderTable } from '../../../bin/commands/table';
import { delayMs } from './clients';
import { breaksOf, gapsOf, kinds, seconds, twice, type Course } from './goals';

const columns: readonly (readonly [head: string, of: (course: Course) => string | number])[] = [
  ['fault', ({ scenario }) => scenario.what],
  ['ms away', ({ scenario }) => (scenario.isFar ? 2 * delayMs : 0)],
  ['requests', ({ report }) => report.requests],
  ['failed', ({ report }) => kinds(report.failures).replaceAll(', ', '\n') || 0],
  ['first to last, s', (course) => times(course)],
  ['posts twice', ({ received }) => twice(received)],
  ['WebSockets ended', (course) => `${breaksOf(course, 'hit').length} / ${breaksOf(course, 'others').length}`],
  ['gaps', (course) => `${gapsOf(course, 'hit')} / ${gapsOf(course, 'others')}`],
  ['noticed, s', (course) => (course.noticed < Infinity ? seconds(course, course.noticed).toFixed(2) : '-')],
  ['p50, ms', ({ report }) => Math.round(report.p50)],
  ['p99, ms', ({ report }) => Math.round(report.p99)],
];

/** Columns to the right of what they count. */
const numbers = columns.flatMap(([head], i) => (/requests|ms|noticed/.test(head) ? [i] : []));

function times(course: Course): string {
  const seen = course.report.failures.map((failure) => seconds(course, failure.seen));
  return seen.length ? `${Math.min(...seen).toFixed(2)} to ${Math.max(...seen).toFixed(2)}` : '';
}

/** What was measured; where two numbers stand, of the node that was hit and of the others. */
export function table(courses: readonly Course[]): string {
  const rows = courses.map((course) => columns.map(([, of]) => String(of(course))));
  return renderTable({ head: columns.map(([head]) => head), rows, right: numbers }, String);
}
