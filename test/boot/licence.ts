import { randomBytes } from 'node:crypto';

const day = 24 * 60 * 60 * 1_000;

/** Fields of a licence, as the server knows them. */
export interface LicenceFields {
  readonly starts_at: number;
  readonly expires_at: number;
  readonly sku_short_name: string;
  readonly features: { readonly users: number };
}

/** The text of a licence file. Its signature is noise: only the server judges that. */
export const licence = (fields: Partial<LicenceFields> = {}): string =>
  Buffer.concat([
    Buffer.from(
      JSON.stringify({
        id: 'test',
        starts_at: Date.now() - day,
        expires_at: Date.now() + day,
        sku_short_name: 'enterprise',
        features: { users: 2_000 },
        ...fields,
      }),
    ),
    randomBytes(255),
    // Not the null byte at which a decoder may cut the text off.
    Buffer.of(1),
  ]).toString('base64');

/** A day, in the milliseconds of a licence. */
export const licenceDay = day;
