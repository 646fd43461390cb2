import { afterTheQueue, atOnce, isRefusal, sum, wait, type Says } from './proof';
import { locked, posted, type Posted, type Site } from './site';

/** Whether a post to a path waits for the passwords that are checked. */
const paths: readonly (readonly [path: string, waits: boolean])[] = [
  ['/api/v4/users/login', true],
  ['/api/v4/users/login?from=here', true],
  ['/chat/api/v4/users/login', true],
  ['/api/v4/users/%6cogin', true],
  ['/api/v4/users/login/type', false],
  ['/api/v4/users/login/cws', false],
  ['/api/v4/users/login/desktop_token', false],
  ['/api/v4/users/logout', false],
  ['/api/v4/users/password/reset/send', false],
  ['/api/v4/users', false],
  ['/login', false],
];

export async function pathsAndFaults(site: Site, says: Says): Promise<void> {
  // Slow enough that two checks outlast the time in the queue.
  const node = await site.join({ ...locked, options: { lock: '6s' } });
  const full = [posted(), posted()];
  await wait(0.5);
  const answers = await Promise.all(paths.map(async ([path, waits]) => ({ path, waits, answer: await posted(path) })));
  const wrong = answers.filter(({ waits, answer }) =>
    waits
      ? !isRefusal(answer, 429, 'proxy.login.busy') || !afterTheQueue(answer)
      : answer.status !== 200 || !atOnce(answer),
  );
  says(
    'a post that checks a password waits, however its path is written, and is refused after 3 s; no other waits',
    wrong.length === 0,
    answers.map(({ path, answer }) => `${path} ${answer.status} ${answer.seconds.toFixed(1)} s`).join(', '),
  );
  await Promise.all(full);

  const failing = await posted('/api/v4/users/login?answer=503');
  const [failures, refusals] = [sum(await site.reported('failures')), sum(await site.reported('refusedLogins'))];
  says(
    'a 503 of the server itself stays one, and is counted as a failure, not as a refusal',
    failing.status === 503 && !failing.text.includes('proxy.login') && failures === 1 && refusals === 4,
    `${failing.status} ${failing.text}; failures ${failures}, refused ${refusals}`,
  );

  // The second is checked after the first: it outlasts the time in which the node would be let go.
  const last = [posted(), posted()];
  await wait(0.5);
  site.announce('127.0.0.99');
  node.leave();
  const left = await Promise.all(last);
  says(
    'logins that are checked while their node leaves are answered',
    left.every(({ status }) => status === 200),
    left.map(({ status, seconds: took }) => `${status} after ${took.toFixed(1)} s`).join(', '),
  );
}

export async function hungNode(site: Site, says: Says): Promise<void> {
  const { program } = await site.join(locked);
  await program.hang();
  const all = await Promise.all(Array.from({ length: 5 }, () => posted()));
  const inWords = (answers: readonly Posted[]) =>
    answers.map((answer) => `${answer.status} after ${answer.seconds.toFixed(1)} s`).join(', ');
  const [freed, queued] = [all.filter(({ status }) => status === 502), all.filter(({ status }) => status !== 502)];
  says(
    'behind a node that hangs a queued login is refused after 3 s',
    queued.length === 3 &&
      queued.every((answer) => isRefusal(answer, 429, 'proxy.login.busy') && afterTheQueue(answer)),
    inWords(queued),
  );
  says(
    'those two that it had taken are freed when its check marks it down',
    freed.length === 2 && freed.every((answer) => answer.seconds < 8),
    inWords(freed),
  );
  const none = await posted();
  says(
    'then there is no node, which is said at once with 503',
    isRefusal(none, 503, 'proxy.login.no_node') && atOnce(none),
    `${none.status} after ${none.seconds.toFixed(1)} s: ${none.text}`,
  );
  program.goOn();
  await site.up(1);
  const again = await posted();
  says('it lets people in again when it is back', again.status === 200, `${again.status} after ${again.seconds} s`);
}
