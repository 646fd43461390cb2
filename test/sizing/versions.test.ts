import { describe, expect, test } from '@jest/globals';
import { planArchitecture } from '../../architectures/sizing';
import { compareVersions, releases } from '../../architectures/sizing/data/versions';
import { mutations } from './mutations';

/** Version, line, end of support and digest, as the vendor's archive and list of releases print them. */
const archive = [
  ['11.7.9', 'extended support', '2027-05-15', 'a22e631ae4a1f704c2bcf45ad8dcc377184081c50954a9269b7f62bd663a7a04'],
  ['11.10.0', 'feature', '2026-11-15', '8ae404ed0c0fbab2b01c00c031b9d0f3e17c51007e3bb3401bebaf3e60da0c3e'],
];

const printed = (all: typeof releases): string[][] =>
  Object.entries(all).map(([version, { line, supportEnds, sha256 }]) => [version, line, supportEnds, sha256]);

describe('releases of the server', () => {
  test('are those of the archive', () => {
    expect(printed(releases)).toEqual(archive);
  });

  test.each(mutations(releases))('differ from the archive when $path is another', ({ value }) => {
    expect(printed(value)).not.toEqual(archive);
  });

  test('the default is the Extended Support Release', () => {
    const plan = planArchitecture({ concurrentUsers: '15k' });
    expect(plan.request.version).toBe('11.7.9');
    expect(plan.reasons['request.version']).toMatchObject({ provenance: 'default' });
  });

  test.each(archive)('%s (%s) is planned with the end of its support, %s, as a note', (version, line, ends) => {
    const { notes } = planArchitecture({ concurrentUsers: '15k', version });
    expect(notes).toContainEqual({
      level: 'info',
      about: 'request',
      text: `server ${version} (${line} release): support ends on ${ends}`,
    });
  });

  test('a version that is not in the data is planned with its digest, and with a warning', () => {
    const { notes } = planArchitecture({ concurrentUsers: '15k', version: '11.8.5', sha256: 'a'.repeat(64) });
    const about = notes.filter(({ text }) => text.includes('11.8.5'));
    expect(about).toEqual([expect.objectContaining({ level: 'warning', about: 'request' })]);
  });
});

test.each([
  ['11.7.9', '11.10.0', -1],
  ['11.10.0', '11.9.9', 1],
  ['11.7.9', '11.7.9', 0],
  ['12.0.0', '11.99.99', 1],
  ['11.7.10', '11.7.9', 1],
])('%s against %s is %i', (a, b, order) => {
  expect(compareVersions(a, b)).toBe(order);
});
