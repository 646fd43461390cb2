import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { systems } from '../../constructs/boot';
import { planOn, systemNames } from '../boot/systems';
import { invoke } from './invoke';

const base = mkdtempSync(join(tmpdir(), 'systems-'));
afterAll(() => rmSync(base, { recursive: true }));

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');

describe.each(systemNames)('of %s', (system) => {
  const { title, run, serials } = systems[system];
  const flags = [
    ...['--operating-system', system],
    ...(serials ? [] : ['--pins', 'appFleet.image=ami-0123456789abcdef0,proxy.image=ami-0123456789abcdef1']),
  ];
  const said = (...argv: readonly string[]): string => {
    const { code, stdout, stderr } = invoke(...argv, ...flags);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return oneLine(stdout);
  };
  const notRun = `${title} was not run`;

  test('a plan says in its notes what its files were run on, as a warning where it is nothing', () => {
    const notes = planOn(system).notes.filter(({ text }) => text.includes(system));
    expect(notes).toEqual([
      {
        level: run ? 'info' : 'warning',
        about: 'request',
        text: expect.stringContaining(run ? `none was run on ${title} itself` : 'was not run'),
      },
    ]);
    expect(said('plan', '15k')).toContain(oneLine(notes[0]!.text));
  });

  test.each(['appFleet.image', 'proxy.image'])('explain %s says whether it was run', (path) => {
    expect(said('explain', '15k', path).includes(notRun)).toBe(!run);
  });

  test('files says whether they were run', () => {
    expect(said('files', '15k', '--out', join(base, system)).includes(notRun)).toBe(!run);
  });
});
