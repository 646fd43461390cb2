import { describe, expect, test } from '@jest/globals';
import { judgeLicence } from '../../../bin/commands/preflight/licence';
import { day, licenceText, now, signature } from './fixtures';

describe('a licence', () => {
  const needs = { edition: 'Enterprise', seats: 15_000 } as const;
  const base64 = (text: string) => Buffer.from(text).toString('base64');

  test.each([
    ['as the vendor writes it', licenceText(), needs],
    ['in lines', licenceText().replace(/(.{76})/g, '$1\r\n') + '\n', needs],
    ['behind which zero bytes are left', base64(`${Buffer.from(licenceText(), 'base64').toString()}\0\0`), needs],
    ['of the edition that Enterprise was', licenceText({ sku_short_name: 'E20' }), needs],
    ['of a higher edition', licenceText({ sku_short_name: 'advanced' }), needs],
    [
      'that is needed in full',
      licenceText({ sku_short_name: 'advanced' }),
      { ...needs, edition: 'Enterprise Advanced' },
    ],
    [
      'of any edition where none is needed',
      licenceText({ sku_short_name: 'professional' }),
      { ...needs, edition: 'Entry' },
    ],
  ] as const)('%s is enough', (_, text, needed) => {
    expect(judgeLicence(text, needed, now)).toMatchObject({ verdict: 'fine' });
  });

  test.each([
    ['is no base64', `${licenceText()} `, /not base64/],
    ['is cut', licenceText().slice(0, -1), /not base64/],
    ['is empty', '', /not base64/],
    ['has no signature', base64('{}'), /too short/],
    ['is no JSON', base64(`<licence/>${signature}`), /no JSON/],
    ['is JSON of another kind', base64(`null${signature}`), /no JSON/],
    ['says nothing of seats', licenceText({ features: null }), /dates and seats/],
    ['has expired', licenceText({ expires_at: now.getTime() }), /has expired/],
    ['has not begun', licenceText({ starts_at: now.getTime() + day }), /begins on 2026-06-02/],
    ['has too few seats', licenceText({ features: { users: 14_999 } }), /15,000 people/],
    ['is of a lower edition', licenceText({ sku_short_name: 'professional' }), /needs Enterprise \(/],
    ['names no edition', licenceText({ sku_short_name: undefined }), /needs Enterprise \(/],
  ])('fails when it %s', (_, text, says) => {
    const { verdict, found, todo } = judgeLicence(text, needs, now);
    expect({ verdict, said: `${found} ${todo}` }).toEqual({ verdict: 'would fail', said: expect.stringMatching(says) });
  });

  test('fails for all reasons at once', () => {
    const text = licenceText({ expires_at: 0, features: { users: 1 }, sku_short_name: 'E10' });
    expect(judgeLicence(text, needs, now).todo).toMatch(/expired; .*needs Enterprise.*; .*15,000 people/);
  });

  test('of Enterprise is not enough where Enterprise Advanced is needed', () => {
    expect(judgeLicence(licenceText(), { ...needs, edition: 'Enterprise Advanced' }, now).verdict).toBe('would fail');
  });

  test('that ends soon is told', () => {
    const ending = (days: number) => judgeLicence(licenceText({ expires_at: now.getTime() + days * day }), needs, now);
    expect([ending(59).verdict, ending(60).verdict]).toEqual(['note', 'fine']);
  });
});
