/** What an app is told by `-c NAME=VALUE`, size by size. */
import { deploymentOf } from '../../bin/deployment';
import { type Plan } from '../../architectures/sizing';
import { type Emulator } from './emulator';

export type Context = Readonly<Record<string, string>>;

/** What is there before the first deployment; `launcher/customer.py` makes it. */
interface Customer {
  readonly licenceSecret: string;
  readonly mailSecret: string;
  readonly certificate: string;
  readonly hostedZone: string;
  readonly hostedZoneId: string;
}

const domain = 'chat.example.com';

/** Among the sizes that are always rehearsed every way to be reached, and what no size has unless it is asked for. */
const bySize: Readonly<Record<string, (customer: Customer) => Context>> = {
  '1k': () => ({ listener: 'http' }),
  '15k': ({ certificate, mailSecret }) => ({
    certificate,
    mailSecret,
    smtp: 'smtp://mail.example.com:587',
    alarmEmail: 'operators@example.com',
  }),
  '100k': ({ hostedZone, hostedZoneId }) => ({ hostedZone, hostedZoneId, cache: 'redis' }),
};
const otherSizes = ({ certificate }: Customer): Context => ({ certificate });

/** Makes what the customer has, in an empty account, and answers what the app is told in every row. */
export async function contextOf(size: string, emulator: Emulator): Promise<Context> {
  const customer = JSON.parse(await emulator.runScript('customer.py', '--domain', domain)) as Customer;
  const { licenceSecret } = customer;
  return { size, domain, licenceSecret, ...(bySize[size] ?? otherSizes)(customer) };
}

/** The plan that the app makes of the context. */
export const planOf = (context: Context): Plan => deploymentOf((name) => context[name]).plan;

/** The context with pins beside those that the plan has already. */
export const pinned = (plan: Plan, pins: Readonly<Record<string, string | number | boolean>>): Context => ({
  pins: Object.entries({ ...plan.request.pins, ...pins })
    .map(([path, value]) => `${path}=${value}`)
    .join(),
});
