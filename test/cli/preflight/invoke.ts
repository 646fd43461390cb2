import { invoke, type Invocation } from '../invoke';
import { certificate, region } from './fixtures';

const flags = ['15k', '--region', region, '--domain-name', 'chat.example.com', '--certificate', certificate];

/** Runs the command with everything that it can be given. */
export const preflight = (...more: readonly string[]): Invocation =>
  invoke('preflight', ...flags, '--licence-secret', 'mattermost/licence', ...more);

type Row = Readonly<Record<'id' | 'verdict' | 'found' | 'todo', string>>;

/** What it says of each check as JSON. */
export const rowsOf = ({ stdout }: Pick<Invocation, 'stdout'>): readonly Row[] =>
  (JSON.parse(stdout) as { readonly checks: readonly Row[] }).checks;
