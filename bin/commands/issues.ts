import { type Issue } from '../../architectures/sizing';
import type { Paint } from './output';
import { indented, lineWidth, wrap } from './table';

const parts = [
  ['given', ({ given }: Issue) => given],
  ['allowed', ({ allowed }: Issue) => allowed],
  ['to do', ({ todo }: Issue) => todo],
] as const;
const column = 11;

/** Everything that is wrong, one block for each: what, what was given, what is allowed, what to do. */
export function renderIssues(issues: readonly Issue[], paint: Paint): string {
  const count = issues.length === 1 ? 'one problem' : `${issues.length} problems`;
  const blocks = issues.map((issue) => [
    paint(indented(issue.what, 0), 'bad'),
    ...parts.flatMap(([label, of]) => {
      const text = of(issue);
      if (!text) return [];
      const lines = wrap(text, lineWidth - column).map((line) => `${' '.repeat(column)}${line}`);
      return [`  ${paint(label, 'aside')}${lines.join('\n').slice(2 + label.length)}`];
    }),
  ]);
  return `${[`mattermost-arch: ${count}`, ...blocks.map((block) => block.join('\n'))].join('\n\n')}\n`;
}
