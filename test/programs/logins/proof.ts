import type { Posted, Site } from './site';

/** Says what was seen, with its numbers, and whether the statement holds. */
export type Says = (statement: string, holds: boolean, numbers: string) => void;
/** Does something to a site and says what it saw. */
export type Prove = (site: Site, says: Says) => Promise<void>;

export const wait = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
export const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** The form in which the server says errors. */
function form({ headers, text }: Posted): {
  readonly id?: string;
  readonly message?: string;
  readonly status?: number;
} {
  if (!headers['content-type']?.startsWith('application/json') || !headers['retry-after']) return {};
  const { id, message, status_code: status } = JSON.parse(text) as Readonly<Record<string, unknown>>;
  return { id: id as string, message: message as string, status: status as number };
}

/** After the time in the queue, and before a slot is free. */
export const afterTheQueue = ({ seconds: took }: Posted): boolean => took >= 2.9 && took < 5.5;
export const atOnce = ({ seconds: took }: Posted): boolean => took < 2;

export const isRefusal = (answer: Posted, status: number, id: string): boolean =>
  answer.status === status && form(answer).id === id && form(answer).status === status && Boolean(form(answer).message);
