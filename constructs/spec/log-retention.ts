/** Periods that CloudWatch Logs offers, in days. Source: the API reference, PutRetentionPolicy. */
const periods = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** The shortest period that CloudWatch Logs offers and that is not shorter than `days`; above the longest none: for ever. */
export const retentionOf = (days: number): number | undefined => periods.find((period) => period >= days);
