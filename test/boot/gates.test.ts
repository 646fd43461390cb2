import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { gatesFile } from '../../constructs/boot/gates';
import { requires } from '../requires';
import { licence, licenceDay as day } from './licence';
import { NodeFolder } from './node-folder';

let folder: NodeFolder;
beforeAll(() => {
  folder = new NodeFolder([gatesFile]);
});
afterAll(() => folder.remove());

const gate = (call: string, told: unknown) =>
  folder.python<boolean>(`import gates\ngates.${call}\nprint(json.dumps(True))`, told);
const licenceGate = (text: string) => gate(`check_licence(told, ['E20', 'enterprise', 'advanced'], 2000)`, text);

describe('a licence opens the gate', () => {
  requires('python3').each([
    ['that is enough', licence()],
    ['of a larger edition', licence({ sku_short_name: 'advanced' })],
    ['of the former name of Enterprise', licence({ sku_short_name: 'E20' })],
    ['with more seats', licence({ features: { users: 5_000 } })],
    [
      'with null bytes at its end',
      Buffer.concat([Buffer.from(licence(), 'base64'), Buffer.alloc(3)]).toString('base64'),
    ],
  ])('%s', async (_, text) => {
    expect(await licenceGate(text)).toBe(true);
  });

  const date = String.raw`\d{4}-\d\d-\d\d`;
  requires('python3').each([
    ['that has expired', licence({ expires_at: Date.now() - day }), `has expired on ${date}: renew it`],
    [
      'that has not started',
      licence({ starts_at: Date.now() + day }),
      `starts on ${date}: deploy then, or give the one that is in force`,
    ],
    [
      'of a smaller edition',
      licence({ sku_short_name: 'professional' }),
      'is for the edition professional: give one for E20 or enterprise or advanced',
    ],
    ['of no edition', licence({ sku_short_name: '' }), 'is for the edition none: give one for'],
    [
      'with too few seats',
      licence({ features: { users: 1_999 } }),
      'has 1999 seats and the plan needs 2000: give one with more, or plan for fewer',
    ],
    ['that is empty', '', 'is empty: put the text of the licence file into it'],
    ['that is no base64', 'not a licence!', 'is no licence: put the text of the licence file into it, as it is'],
    ['that is no text', Buffer.alloc(400, 255).toString('base64'), 'is no licence'],
    ['without a signature', Buffer.from('{"features":{}}').toString('base64'), 'is no licence'],
    ['that is a list', Buffer.concat([Buffer.from('[1]'), Buffer.alloc(256, 1)]).toString('base64'), 'is no licence'],
    [
      'that holds nothing',
      Buffer.concat([Buffer.from('{}'), Buffer.alloc(256, 1)]).toString('base64'),
      'has expired on 1970-01-01',
    ],
  ])('fails for one %s, in one sentence', async (_, text, reason) => {
    await expect(licenceGate(text)).rejects.toThrow(
      new RegExp(`^gates.Refused: the licence in secrets.licence ${reason}`),
    );
  });
});

describe('a version joins', () => {
  const version = (own: string, running: string, upgrade = 'rolling') =>
    gate('check_version(*told)', [own, running, upgrade]);

  requires('python3').each([
    ['an empty deployment', '11.7.9', 'none'],
    ['its like', '11.7.9', '11.7.9'],
    ['another patch', '11.7.9', '11.7.1'],
    ['one minor version below', '11.8.0', '11.7.9'],
    ['one minor version above', '11.7.9', '11.8.0'],
    ['minor versions of two digits', '11.10.0', '11.9.4'],
  ])('%s', async (_, own, running) => {
    expect(await version(own, running)).toBe(true);
  });

  requires('python3')('any other when all nodes stop first', async () => {
    expect(await version('12.0.0', '11.7.9', 'stop')).toBe(true);
  });

  requires('python3').each([
    ['11.9.0', '11.7.9'],
    ['11.7.9', '11.9.0'],
    ['11.10.0', '11.1.0'],
    ['12.0.0', '11.12.0'],
  ])('fails for %s in a fleet of %s, and says what to do', async (own, running) => {
    await expect(version(own, running)).rejects.toThrow(
      `gates.Refused: version ${own} may not join a fleet that runs ${running}: nodes work together within one minor version; go there in steps of one minor version, or request upgrade: stop`,
    );
  });
});
