import { spawnSync } from 'node:child_process';
import { describe, expect } from '@jest/globals';
import { membersFile } from '../../constructs/boot/members';
import { pathOf, requires } from '../requires';

interface Row {
  readonly addr: string;
  readonly status: string;
  readonly agent_status: string;
  readonly scur: string;
}
/** By the name of a slot in the backend of all requests, or with its backend. */
type Rows = Readonly<Record<string, Row>>;

const named = (rows: Rows): Rows =>
  Object.fromEntries(
    Object.entries(rows).map(([name, row]) => [name.includes('/') ? name : `mattermost/${name}`, row]),
  );

/** What is said and the lines that HAProxy is given, by the node's own program. */
function changes(wanted: readonly string[], rows: Rows): readonly (readonly unknown[])[] {
  // The program's other half asks AWS and HAProxy: here nothing is asked.
  const program = `import json, sys
from unittest.mock import MagicMock
sys.modules.update(aws=MagicMock(), node=MagicMock(), proxy=MagicMock())
${membersFile.text}
wanted, rows = json.load(sys.stdin)
print(json.dumps(list(changes(set(wanted), rows))))`;
  const { status, stdout, stderr } = spawnSync(pathOf('python3'), ['-c', program], {
    input: JSON.stringify([wanted, { ...named(rows), 'mattermost/BACKEND': {}, 'nginx/FRONTEND': {} }]),
    encoding: 'utf8',
    timeout: 30_000,
  });
  if (status !== 0) throw new Error(stderr.trim().split('\n').at(-1));
  return JSON.parse(stdout) as readonly (readonly unknown[])[];
}

const slot = (address: string, status: string, agent_status = 'L7OK', scur = '0'): Row => ({
  addr: `${address}:8065`,
  status,
  agent_status,
  scur,
});
const empty = slot('127.0.0.1', 'MAINT', '');
const here = '10.0.0.1';

const said: readonly (readonly [
  what: string,
  wanted: readonly string[],
  rows: Rows,
  expected: readonly (readonly unknown[])[],
])[] = [
  ['nothing where all is well', [here], { s1: slot(here, 'UP'), s2: empty }, []],
  ['nothing about a member that fails its checks', [here], { s1: slot(here, 'DOWN'), s2: empty }, []],
  ['nothing about a member that drains by its own word', [here], { s1: slot(here, 'DRAIN (agent)') }, []],
  [
    'that a member joins',
    [here, '10.0.0.2'],
    { s1: slot(here, 'UP'), s2: empty },
    [
      [
        '10.0.0.2 joins',
        'set server mattermost/s2 addr 10.0.0.2 port 8065; set server mattermost/s2 state ready; enable agent mattermost/s2',
      ],
    ],
  ],
  [
    'where a joining member takes its logins, before that it is ready',
    [here],
    { s1: empty, 'logins/s1': empty },
    [
      [
        '10.0.0.1 joins',
        'set server logins/s1 addr 10.0.0.1 port 8065; set server mattermost/s1 addr 10.0.0.1 port 8065; set server mattermost/s1 state ready; enable agent mattermost/s1',
      ],
    ],
  ],
  [
    'to no agent to answer for an empty slot',
    [],
    { s1: slot('127.0.0.1', 'MAINT', 'L4CON') },
    [[null, 'disable agent mattermost/s1']],
  ],
  [
    'a member that leaves to drain, and its agent to be silent',
    [],
    { s1: slot(here, 'UP', 'L7OK', '7') },
    [['10.0.0.1 leaves', 'disable agent mattermost/s1; set server mattermost/s1 state drain']],
  ],
  [
    'it again where the agent has answered once more',
    [],
    { s1: slot(here, 'UP', '', '7') },
    [['10.0.0.1 leaves', 'disable agent mattermost/s1; set server mattermost/s1 state drain']],
  ],
  ['nothing while a leaving member has sessions', [], { s1: slot(here, 'DRAIN', '', '7') }, []],
  [
    'nothing while a leaving member checks a password',
    [],
    { s1: slot(here, 'DRAIN', ''), 'logins/s1': slot(here, 'DRAIN', '', '1') },
    [],
  ],
  ['nothing while a lost member has sessions', [], { s1: slot(here, 'DOWN', '', '7') }, []],
  [
    'that a member has left with its last session',
    [],
    { s1: slot(here, 'DRAIN', '') },
    [['10.0.0.1 has left', 'set server mattermost/s1 state maint']],
  ],
  [
    'that a member has left with its last login',
    [],
    { s1: slot(here, 'DRAIN', ''), 'logins/s1': slot(here, 'DRAIN', '') },
    [['10.0.0.1 has left', 'set server mattermost/s1 state maint']],
  ],
  [
    'that a leaving member is back',
    [here],
    { s1: slot(here, 'DRAIN', '', '7') },
    [['10.0.0.1 is back', 'set server mattermost/s1 state ready; enable agent mattermost/s1']],
  ],
];

describe('HAProxy is told', () => {
  requires('python3').each(said)('%s', (_, wanted, rows, expected) => {
    expect(changes(wanted, rows)).toEqual(expected);
  });

  requires('python3')('of members that do not fit, by an error that says what to do', () => {
    expect(() => changes([here, '10.0.0.2', '10.0.0.3'], { s1: slot(here, 'UP'), s2: empty })).toThrow(
      'OverflowError: 3 members do not fit into 2 slots: pin proxy.slots to more',
    );
  });
});
