import { engineDifferences, type EngineDifference } from '../../architectures/engines';
import { PlanError, type Plan } from '../../architectures/sizing';
import { cases } from '../../bin/cases';
import { isComplete } from '../sizing/failing';
import { differing } from './differing';
import { factsOfPlan } from './of-plan';
import { planOrRefusal } from './refusal';
import { engines, renderings } from './rendered';
import type { Statements, Verdict } from './statements';

const proxies = ['nginx', 'alb'] as const;

/** Every named case behind each proxy: what the plan promises is in the template and in the Terraform configuration. */
export async function stateEverySize(statements: Statements): Promise<void> {
  const compared: Plan[] = [];
  for (const { name, request } of cases) {
    for (const proxy of proxies) {
      const subject = `${name} behind ${proxy}`;
      const plan = planOrRefusal({ ...request, proxy, domainName: 'chat.example.com' });
      if (plan instanceof PlanError) {
        await statements.state(`${subject} is refused with a reason`, () => reasonsOf(plan));
        continue;
      }
      compared.push(plan);
      for (const engine of engines) {
        const { name: rendered, factsOf } = renderings[engine];
        await statements.state(`${subject} is in ${rendered} what it is in the plan`, () => ({
          problems: differing(factsOfPlan(plan, engine), factsOf(plan)),
        }));
      }
    }
  }
  await statements.state('not every request is refused', () => ({
    problems: compared.length ? [] : ['no plan was compared'],
    note: `${compared.length} plans were compared`,
  }));
  for (const { id, access } of engineDifferences) {
    if (access) await statements.state(`the difference '${id}' is one of these plans`, () => met(access, compared));
  }
}

const reasonsOf = ({ issues, message }: PlanError): Verdict => ({
  problems: issues.length && issues.every(isComplete) ? [] : [`it does not say why, or what to do: ${message}`],
  note: message,
});

/** A difference that no plan has is one that is gone. */
const met = ({ on }: NonNullable<EngineDifference['access']>, plans: readonly Plan[]): Verdict => ({
  problems: plans.some(({ access }) => access.some((row) => row.on === on))
    ? []
    : [`no plan grants anything on '${on}': take it out of engines.ts`],
});
