import { existsSync, lstatSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { filledFolder, filledIn, isFilled, refused, writing, written, type Written } from './folder';

/** What a folder was made for, in the flags of its command; an absent one was not given. */
export type Told = Readonly<Record<string, string>>;

/** Remembers what was written and for what, so that it can be written again. */
const recordName = '.mattermost-arch.json';
const record = z.object({ told: z.record(z.string(), z.string()), files: z.array(z.string()) });

export interface Rewriting {
  /** That named the folder, for errors. */
  readonly flag: string;
  /** Changes of these are refused: they would make another deployment of the state that lies there. */
  readonly told: Told;
  /** Those that may be told later for the first time. */
  readonly later: readonly string[];
  /** Whether changes of these are meant. @default false */
  readonly force?: boolean;
  /** Names that a file of this kind has: of the recorded ones others are not taken away. */
  readonly ours: RegExp;
}

/**
 * As `writeFolder`, and over what it has written before: a file that is no longer of the folder goes, and what its user has
 * put beside (values, a state, files of their own) stays.
 * @throws PlanError where there is something in it and nothing of this, where it was made for something else, and where a
 * file of the user's would be lost
 */
export function rewriteFolder(out: string, files: readonly Written[], its: Rewriting): void {
  const names = files.map(({ path }) => path);
  const text = `${JSON.stringify({ told: its.told, files: names }, undefined, 2)}\n`;
  const all = [...files, { path: recordName, text, mode: 0o644 }];
  writing(out, its.flag, (folder) => {
    if (!isFilled(folder)) return written(folder, all);
    if (!existsSync(join(folder, recordName))) {
      throw refused(its.flag, out, filledFolder, 'name another folder, or empty it', 'or what this command wrote');
    }
    const before = recordIn(folder, its.flag);
    const lost = names.filter((name) => !before.files.includes(name) && existsSync(join(folder, name)));
    const blocked = all.filter(({ path }) => lstatSync(join(folder, path), { throwIfNoEntry: false })?.isDirectory());
    if (lost.length || blocked.length) {
      const what = [...lost, ...blocked.map(({ path }) => path)].join(', ');
      throw refused(its.flag, what, 'holds files of yours that would be lost', 'rename or remove them', 'other names');
    }
    if (!its.force) refuseOther(before.told, its);
    const filled = filledIn(folder, all);
    try {
      for (const { path } of all) renameSync(join(filled, path), join(folder, path));
      for (const name of before.files.filter((each) => !names.includes(each) && its.ours.test(each))) {
        rmSync(join(folder, name), { force: true });
      }
    } finally {
      rmSync(filled, { recursive: true, force: true });
    }
  });
}

function recordIn(folder: string, flag: string): z.infer<typeof record> {
  try {
    return record.parse(JSON.parse(readFileSync(join(folder, recordName), 'utf8')));
  } catch {
    const todo = 'restore it from your repository, or write into a new folder and put state and values there';
    throw refused(flag, recordName, 'has a record that is damaged', todo, 'what this command wrote');
  }
}

/** What was told before has to be told again. */
function refuseOther(before: Told, { told, later, flag }: Rewriting): void {
  const said = (flags: Told, name: string): string => (name in flags ? `${name} ${flags[name]!}`.trim() : `no ${name}`);
  const changed = Object.keys({ ...before, ...told })
    .filter((name) => before[name] !== told[name])
    .filter((name) => name in before || !later.includes(name));
  if (!changed.length) return;
  throw refused(
    flag,
    changed.map((name) => said(told, name)).join(', '),
    'was written for another deployment, whose state may lie there',
    'give what was given then, write into a new folder, or say --force',
    changed.map((name) => said(before, name)).join(', '),
  );
}
