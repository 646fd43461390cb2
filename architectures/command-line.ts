import type { Plan } from './sizing';

/** A text as a shell takes it for one word. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** The flag of a field of the request: `--files-per-user-per-month-mb`. */
export const flagOf = (field: string): string => `--${field.replace(/([a-z0-9])([A-Z]+)/g, '$1-$2').toLowerCase()}`;

/** Fields that a request gave, without those that were filled in. */
export const givenFields = ({
  request,
  reasons,
}: Pick<Plan, 'request' | 'reasons'>): [field: string, value: unknown][] =>
  Object.entries(request).filter(([field]) => !(`request.${field}` in reasons));

/** What a field holds, as a flag or a context has it. */
export function fieldText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const parts = Array.isArray(value) ? value : Object.entries(value).map((pin) => pin.join('='));
  return parts.join(',');
}

/** What was given beside the size, as flags that a shell takes: with them a command plans the same. */
export const flagsOf = (plan: Pick<Plan, 'request' | 'reasons'>): string[] =>
  givenFields(plan)
    .filter(([field]) => field !== 'concurrentUsers')
    .flatMap(([field, value]) => {
      const flag = flagOf(field);
      if (typeof value === 'boolean') return [value ? flag : flag.replace('--', '--no-')];
      // A value may have commas of its own: each pin stands by itself.
      const values =
        field === 'pins' ? Object.entries(value as object).map((pin) => pin.join('=')) : [fieldText(value)];
      return values.map((text) => `${flag} ${shellWord(text)}`);
    });
