import { planArchitecture, type Request } from '../../architectures/sizing';
import type { AppNode } from '../../constructs/boot/node';

/** An app node as its plan makes it. */
export function appNode(request: Partial<Request> = {}): AppNode {
  const plan = planArchitecture({ concurrentUsers: '2k', domainName: 'chat.example.com', ...request });
  const { appFleet } = plan.components;
  return {
    id: plan.request.id,
    system: plan.request.operatingSystem,
    egress: plan.request.egress,
    ...(plan.request.mirror && { mirror: plan.request.mirror }),
    bindings: plan.bindings,
    launchSeconds: appFleet.launchSeconds,
    drainSeconds: appFleet.drainSeconds,
    server: appFleet.server,
    settings: plan.settings,
    administrator: { email: plan.request.adminEmail },
    licence:
      plan.licence.edition === 'Entry'
        ? { editions: [], seats: 0 }
        : { editions: ['E20', 'enterprise', 'advanced'], seats: plan.claim },
    upgrade: plan.request.upgrade,
    alone: plan.request.upgrade === 'stop' || appFleet.nodes === 1,
    pluginsOff: ['com.mattermost.calls'],
  };
}
