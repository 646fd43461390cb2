import { RetentionDays } from 'aws-cdk-lib/aws-logs';

const periods = Object.values(RetentionDays)
  .filter((days) => typeof days === 'number')
  .map(Number)
  .sort((a, b) => a - b);

/** The shortest period that CloudWatch Logs offers and that is not shorter than `days`; above the longest, for ever. */
export const retentionOf = (days: number): RetentionDays =>
  (periods.find((period) => period >= days) as RetentionDays | undefined) ?? RetentionDays.INFINITE;
