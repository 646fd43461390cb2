import { sizeNames, type Availability, type Request } from '../architectures/sizing';

/** A request with a name of its own. */
export interface Case {
  readonly name: string;
  readonly request: Request;
}

const named = (concurrentUsers: (typeof sizeNames)[number], availability: Availability): Case => ({
  name: `${concurrentUsers}-${availability}`,
  request: { id: 'mattermost', concurrentUsers, availability },
});

/** The one list of named cases: every named size with and without spare nodes, and the evaluation on one node. */
export const cases: readonly Case[] = [
  ...sizeNames.flatMap((size) => [named(size, 'node-loss'), named(size, 'as-published')]),
  named('200', 'single-node'),
];
