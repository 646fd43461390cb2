import { describe, expect, test } from '@jest/globals';
import { planArchitecture, sizeNames } from '../../architectures/sizing';
import { cases } from '../../bin/cases';

describe('the named cases', () => {
  test('are every size with and without a node to lose, and the evaluation on one node', () => {
    const expected = sizeNames.flatMap((size) => [`${size}-node-loss`, `${size}-as-published`]);
    expect(cases.map(({ name }) => name)).toEqual([...expected, '200-single-node']);
  });

  test.each(cases)('$name can be planned as it is called', ({ name, request }) => {
    const { size, request: planned } = planArchitecture(request);
    expect(`${size}-${planned.availability}`).toBe(name);
  });
});
