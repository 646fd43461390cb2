import { byDefault, derived, from, type Explained, type FileStoreSpec } from '../../../constructs/spec';
import { pages } from '../data/pages';

export const fileStore = (backupDays: number): Explained<FileStoreSpec> => {
  const days = Math.max(30, backupDays);
  return {
    versioned: byDefault(
      true,
      'our choice: a deleted attachment can be had back; the page on recovery wants versions and the page on legal hold wants none, so exports and legal hold have buckets of their own',
      pages.recovery,
    ),
    expireOldVersionsDays: derived(
      days,
      from`${days} days, not less than the ${backupDays} days that the database can be restored to; a current version never expires`,
    ),
    abortUploadsDays: byDefault(
      7,
      'our choice: an upload that nobody finished in 7 days is lost, and its parts are billed',
    ),
  };
};
