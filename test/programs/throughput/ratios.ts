export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
};

/** Median of the ratios to a reference that was measured in the same rounds. */
export const ratio = (values: readonly number[], reference: readonly number[]): number =>
  median(values.map((value, round) => value / reference[round]!));

/** Our choice: 5 %. On a machine that did nothing else the medians of the copy were up to 3 % off. */
const leastNoise = 1.05;
const standardErrors = 4;

/**
 * The factor by which the median of the ratios of two equal things may be off.
 *
 * It is estimated from a copy of the reference, measured in the same rounds: its ratios would be 1 without noise. σ is
 * 1.4826 times the median deviation from 1, of the logarithm, so that a single disturbed round counts little; the standard
 * error of a median is 1.2533 σ / √rounds, both as for normal deviations. Our choice: four of them. With three and a σ from
 * nine rounds, one comparison of equal things in a hundred would fail (simulated), with four one in three hundred.
 */
export const noise = (copy: readonly number[], reference: readonly number[]): number => {
  const sigma = 1.4826 * median(copy.map((value, round) => Math.abs(Math.log(value / reference[round]!))));
  return Math.max(leastNoise, Math.exp((standardErrors * 1.2533 * sigma) / Math.sqrt(copy.length)));
};
