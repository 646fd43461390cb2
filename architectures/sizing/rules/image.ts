import { byDefault } from '../../../constructs/spec';
import { systemOf } from '../../../constructs/boot';
import type { Facts } from '../facts';

/** Where a plan has to be told an image. */
export const noImage = 'none';

/** The image of a node, by its serial where the system has such a name; `whose` tells the reasons apart. */
export const image = ({ request: { operatingSystem } }: Facts, whose: string) => {
  const { title, run, serials } = systemOf(operatingSystem);
  const [value, because] = serials
    ? [
        '20251212',
        `${title} of serial 20251212 for ${whose}; a serial names one image for ever, so that an unrelated change replaces no node; pin a newer one to patch the operating system`,
      ]
    : [noImage, `none, since nobody names an image of ${title} for ever; pin its id for ${whose}`];
  const judged = run ? '' : `; ${title} was not run: what nodes find on it is rendered and judged as text`;
  return byDefault(value, `our choice: ${because}${judged}`);
};
