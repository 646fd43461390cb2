import { isRefusal, sum, wait, type Prove, type Says } from './proof';
import { locked, posted, type AtNode, type AtPeople, type Kind, type Site, type Storm } from './site';

/** Of what the nodes can check, at least so much must be people who got in. */
const goal = 0.95;
/** How long people come, in each storm. */
export const seconds = 39;
/** Without admission the same storm must collapse, else these experiments prove nothing. */
const collapsed = 0.5;
/**
 * Our choice: the slowest in a hundred of other requests may take three times as long as in the quiet, or as 10 ms where that
 * was less: so much depends on what else these processors do.
 */
const slower = 3;
const limitOf = ({ others: { quiet } }: AtPeople): number => slower * Math.max(quiet.times.p99, 10);

/** The other experiments begin at the same time: what is compared with the quiet waits until they have begun. */
const calm = ({ others = 0 }: Storm) => wait(others > 0 ? 10 : 0);
/** Passwords that were checked for people who had left. */
const wasted = ({ checked }: AtNode, { answers }: AtPeople): number => checked - (answers['200'] ?? 0);
const shareOf = (part: number, whole: number): string => (part / whole).toFixed(2);
const counted = (answers: AtPeople['answers']): string =>
  Object.entries(answers)
    .map(([answer, times]) => `${times} x ${answer}`)
    .join(', ');
const refused = ({ answers }: AtPeople): number => answers['429'] ?? 0;

/** The last third of a storm: what a node does when it has been offered too much for long. */
const lastThird = ({ perSecond }: AtPeople): number => sum(perSecond.slice(-seconds / 3));

/** More people than the nodes can check, who give up after 5 s: statements about all that such a storm must not do. */
export function admitted(kind: Kind, storm: Storm): Prove {
  return async (site, says) => {
    const none = await posted();
    says(
      'without an app node a login is refused with 503 in the form of the server',
      isRefusal(none, 503, 'proxy.login.no_node'),
      `${none.status} ${none.text}`,
    );
    const node = await site.join(kind);
    await calm(storm);
    const people = await site.storm(storm);
    const seen = await node.program.seen();
    const checks = kind.checks(storm.others);
    const can = checks * storm.seconds;
    says(
      `${storm.rate} people a second at a node that checks ${checks.toFixed(1)}: as many get in as it can check`,
      people.in >= goal * can,
      `${people.in} in ${storm.seconds} s, ${shareOf(people.in, can)} of ${can.toFixed(0)} (goal ${goal}); the last third ${shareOf(lastThird(people), can / 3)}`,
    );
    says(
      'no password is checked for somebody who has left',
      wasted(seen, people) === 0,
      `${wasted(seen, people)} of ${seen.checked}; at most ${seen.most} inside`,
    );
    aboutRefusals(people, says);
    aboutOthers(people, says);
    const [refusals, failures, waiting] = await Promise.all(
      (['refusedLogins', 'failures', 'waitingLogins'] as const).map((name) => site.reported(name)),
    );
    says(
      'the metric counts each refused login once, that without a node included, and none as a failure',
      sum(refusals!) === refused(people) + 1 && sum(failures!) === 0 && Math.max(...waiting!) > 0,
      `refused ${sum(refusals!)} for ${refused(people)} x 429 and 1 x 503, failures ${sum(failures!)}, waiting at most ${Math.max(...waiting!)}`,
    );
  };
}

function aboutRefusals(people: AtPeople, says: Says): void {
  const { answers, malformed, came } = people;
  says(
    'whoever is refused is told so with 429 in the form of the server and when to come back; nobody waits in vain, none gets 503',
    refused(people) > 0 &&
      Object.keys(answers).every((answer) => answer === '200' || answer === '429') &&
      !malformed.length,
    `${came} people: ${counted(answers)}; malformed: ${malformed.join('; ') || 'none'}`,
  );
}

function aboutOthers(people: AtPeople, says: Says): void {
  const { storm } = people.others;
  says(
    'other requests are as fast as before',
    storm.failed === 0 && storm.sent > 0 && storm.times.p99 <= limitOf(people),
    `${times(people)}; ${storm.failed} of ${storm.sent} failed`,
  );
}

const times = (people: AtPeople): string => {
  const { quiet, storm } = people.others;
  return `p50 / p99 ${quiet.times.p50} / ${quiet.times.p99} ms in the quiet, ${storm.times.p50} / ${storm.times.p99} ms in the storm, ${shareOf(storm.times.p99, quiet.times.p99)} times (limit ${limitOf(people).toFixed(0)} ms)`;
};

/** The same storm without admission. */
export function unadmitted(kind: Kind, storm: Storm): Prove {
  return async (site, says) => {
    const node = await site.join(kind);
    await calm(storm);
    const people = await site.storm(storm);
    const seen = await node.program.seen();
    const can = kind.checks(storm.others) * storm.seconds;
    says(
      `pinned off, the same ${storm.rate} people a second make the node collapse`,
      people.in <= collapsed * can && lastThird(people) <= 0.1 * (can / 3) && wasted(seen, people) > 0.5 * seen.checked,
      `${people.in} in ${storm.seconds} s, ${shareOf(people.in, can)} of ${can.toFixed(0)}; the last third ${shareOf(lastThird(people), can / 3)}; ${wasted(seen, people)} of ${seen.checked} checked for nobody, at most ${seen.most} inside; ${counted(people.answers)}`,
    );
    if (storm.others) {
      says(
        'and other requests with it: there they are not as fast as before',
        people.others.storm.times.p99 > limitOf(people),
        times(people),
      );
    }
  };
}

export async function oneOfTwoLost(site: Site, says: Says): Promise<void> {
  const [lostAfter, rate] = [15, 17];
  const [lost, left] = [await site.join(locked), await site.join(locked)];
  const storm = site.storm({ rate, seconds, back: '5s' });
  await wait(lostAfter);
  lost.program.kill();
  const people = await storm;
  const { most } = await left.program.seen();
  const can = rate * lostAfter + locked.checks() * (seconds - lostAfter);
  says(
    'one of two nodes lost in the middle: as many get in as come, and then as many as the other can check',
    people.in >= goal * can,
    `${people.in} in ${seconds} s, ${shareOf(people.in, can)} of ${can} (goal ${goal}); the last third ${shareOf(lastThird(people), (locked.checks() * seconds) / 3)}; at most ${most} inside`,
  );
  says(
    'whoever was at the lost node is told so, and the rest are refused with 429 and never with 503',
    // Two that were checked, and two on connections that had just been broken.
    (people.answers['502'] ?? 0) <= 4 && refused(people) > 0 && !people.answers['503'] && !people.malformed.length,
    counted(people.answers),
  );
}

export async function unlikePatience(site: Site, says: Says): Promise<void> {
  const node = await site.join(locked);
  const people = await site.storm({ rate: 17, seconds, least: '1s', patience: '8s', back: '5s' });
  const seen = await node.program.seen();
  const can = locked.checks() * seconds;
  says(
    'people of 1 to 8 s patience, who come back: as many get in as the node can check',
    people.in >= goal * can,
    `${people.in} in ${seconds} s, ${shareOf(people.in, can)} of ${can} (goal ${goal}); ${wasted(seen, people)} of ${seen.checked} checked for nobody, at most ${seen.most} inside; ${counted(people.answers)}`,
  );
}

export async function belowCapacity(site: Site, says: Says): Promise<void> {
  await site.join(locked);
  const people = await site.storm({ rate: 9, seconds, together: true });
  const refusals = sum(await site.reported('refusedLogins'));
  says(
    'below what a node can check nobody is refused, even if all of a second come at once',
    people.answers['200'] === people.came && refusals === 0 && people.waits.p99 < 1_500,
    `${people.came} people: ${counted(people.answers)}; waits p50 / p99 ${people.waits.p50} / ${people.waits.p99} ms (at most 1,500)`,
  );
}
