import { byDefault } from '../../../constructs/spec';

/** Serial of the Ubuntu 24.04 image of a node; `whose` tells the reasons apart. */
export const image = (whose: string) =>
  byDefault(
    '20251212',
    `our choice: Ubuntu 24.04 of serial 20251212 for ${whose}; a serial names one image for ever, so that an unrelated change replaces no node; pin a newer one to patch the operating system`,
  );
