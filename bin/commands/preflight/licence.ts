import { statSync, readFileSync } from 'node:fs';
import { editionsEnough, PlanError, type LicenceEdition } from '../../../architectures/sizing';
import { count } from '../wording';
import { check, fails, fine, note, type AnyCheck, type Finding } from './check';

/** What the server accepts as a licence at most; source: mattermost/server/public/model/license.go. */
const mostBytes = 10_000;
/** Source: mattermost/server/channels/utils/license.go. */
const signatureBytes = 256;
/** The server warns for so long; source: product-overview/self-hosted-subscriptions.rst. */
const warningDays = 60;

/** What of a licence is looked at, and shown: nothing that names the customer. */
interface Licence {
  readonly edition: string;
  readonly seats: number;
  readonly starts: number;
  readonly expires: number;
}

/** Reads the text of a licence from a file. @throws PlanError when it cannot be read */
export function readLicence(path: string): string {
  const failure = (given: string): PlanError =>
    new PlanError([
      {
        what: `the licence file '${path}' cannot be read`,
        given,
        allowed: `a file of at most ${count(mostBytes)} bytes`,
        todo: 'correct the path',
      },
    ]);
  try {
    const status = statSync(path);
    if (!status.isFile()) throw failure('not a file');
    if (status.size > mostBytes) throw failure(`${count(status.size)} bytes`);
    return readFileSync(path, 'latin1');
  } catch (error) {
    if (error instanceof PlanError) throw error;
    throw failure((error as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : (error as Error).message);
  }
}

/** What a licence says, or what is wrong with its form. The signature is for the server to verify. */
function parsed(text: string): Licence | string {
  // The server's decoder skips ends of lines, and nothing else.
  const base64 = text.replace(/[\r\n]/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64) || base64.length % 4 !== 0) return 'not base64 throughout';
  const signed = Buffer.from(Buffer.from(base64, 'base64').toString('latin1').replace(/\0+$/, ''), 'latin1');
  if (signed.length <= signatureBytes) return 'too short for a signature';
  try {
    const licence = JSON.parse(signed.subarray(0, -signatureBytes).toString('utf8')) as {
      readonly sku_short_name?: unknown;
      readonly starts_at?: unknown;
      readonly expires_at?: unknown;
      readonly features?: { readonly users?: unknown } | null;
    };
    const [starts, expires, seats] = [licence.starts_at, licence.expires_at, licence.features?.users];
    if (typeof starts !== 'number' || typeof expires !== 'number' || typeof seats !== 'number') {
      return 'says nothing of dates and seats';
    }
    const edition = licence.sku_short_name;
    return {
      starts,
      expires,
      seats,
      edition: typeof edition === 'string' && /^\w{1,20}$/.test(edition) ? edition : '',
    };
  } catch {
    return 'no JSON before the signature';
  }
}

const day = (milliseconds: number): string =>
  Number.isFinite(new Date(milliseconds).getTime()) ? new Date(milliseconds).toISOString().slice(0, 10) : 'no date';
const daysBetween = (from: number, to: number): number => (to - from) / 86_400_000;

/** Whether a licence is enough for an edition and so many people at a moment; offline. */
export function judgeLicence(text: string, needs: { edition: LicenceEdition; seats: number }, now: Date): Finding {
  const licence = parsed(text);
  if (typeof licence === 'string') {
    return fails(`no licence: ${licence}`, 'give the file as it was downloaded from the vendor, unchanged');
  }
  const { edition, seats, starts, expires } = licence;
  const found = `${edition || 'no edition'}, ${count(seats)} seats, to ${day(expires)}`;
  const editions = editionsEnough[needs.edition];
  const problems = [
    starts > now.getTime() && `begins on ${day(starts)}`,
    expires <= now.getTime() && 'has expired',
    editions.length > 0 && !editions.includes(edition) && `the plan needs ${needs.edition} (${editions.join(', ')})`,
    seats < needs.seats && `the plan is for ${count(needs.seats)} people at the same time`,
  ].filter((problem) => problem !== false);
  if (problems.length) return fails(found, `${problems.join('; ')}: ask the vendor for another licence`);
  return daysBetween(now.getTime(), expires) < warningDays
    ? note(found, 'renew it soon: a server whose licence has expired does not cluster')
    : fine(found);
}

export const licenceChecks: readonly AnyCheck[] = [
  check<Readonly<Record<string, never>>>({
    id: 'licence-file',
    what: 'licence file',
    why: 'a server with a licence that is not enough starts without one',
    page: 'product-overview/editions-and-offerings.rst',
    applies: ({ licence }) => licence !== undefined,
    needed: ({ plan }) =>
      `${plan.licence.edition === 'Entry' ? 'any edition' : plan.licence.edition}, ${count(plan.claim)} seats`,
    ask: () => ({}),
    judge: (_, { licence, plan, now }) =>
      judgeLicence(licence!, { edition: plan.licence.edition, seats: plan.claim }, now),
  }),
];
