import type { BootFile, BootStep } from './node';

/** What a boot program imports for its additional steps. */
export const importsOf = (steps: readonly BootStep[]): string =>
  steps.map(({ module }) => `import ${module}\n`).join('');

/** Additional steps as rows of the boot program's table. */
export const rowsOf = (steps: readonly BootStep[]): string =>
  steps.map(({ name, module }) => `    ('${name}', ${module}.start),\n`).join('');

/** Names of additional steps whose work an image holds, as the rest of the boot program's list of them. */
export const bakedOf = (steps: readonly BootStep[]): string =>
  steps.flatMap(({ name, baked }) => (baked ? [`, '${name}'`] : [])).join('');

export const filesOf = (steps: readonly BootStep[]): BootFile[] => steps.flatMap(({ files }) => files);
