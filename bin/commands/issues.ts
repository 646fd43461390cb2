import type { Issue } from '../../architectures/sizing';
import type { Paint } from './output';
import { indented, labelled } from './table';

const parts = [
  ['given', 'given'],
  ['allowed', 'allowed'],
  ['to do', 'todo'],
] as const satisfies readonly (readonly [label: string, part: keyof Issue])[];
const column = 11;

/** Everything that is wrong, one block for each: what, what was given, what is allowed, what to do. */
export function renderIssues(issues: readonly Issue[], paint: Paint): string {
  const count = issues.length === 1 ? 'one problem' : `${issues.length} problems`;
  const blocks = issues.map((issue) =>
    [
      paint(indented(issue.what, 0), 'bad'),
      ...parts.flatMap(([label, part]) => {
        const text = issue[part];
        return text ? [labelled(label, text, column, paint)] : [];
      }),
    ].join('\n'),
  );
  return `${[`mattermost-arch: ${count}`, ...blocks].join('\n\n')}\n`;
}
