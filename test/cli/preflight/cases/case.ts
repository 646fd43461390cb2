import type { Subject, Verdict } from '../../../../bin/commands/preflight/check';

/** What a check says of what AWS answers. */
export type Case = readonly [
  id: string,
  state: string,
  answers: Readonly<Record<string, unknown>>,
  verdict: Verdict,
  says: RegExp,
  subject?: Subject,
];
