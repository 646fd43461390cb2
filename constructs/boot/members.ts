import { ports } from '../spec';
import { modules } from './aws-client';
import { backend, loginBackend } from './haproxy';
import { fleetTag, type BootFile } from './node';

/**
 * Which app nodes are in service, and the commands that make HAProxy know them and no others.
 *
 * `in_service(fleet)` asks AWS; `fill(wanted)` compares HAProxy's slots with the wanted addresses and gives the commands
 * that are missing. Nothing is remembered between two calls: after a restart of either program the next call puts all
 * members back. A member that leaves gets no new request, keeps its sessions, and frees its slot with the last of them.
 */
const members = String.raw`"""Which app nodes are in service, and the commands that make HAProxy know them and no others."""
from aws import query
from node import log
from proxy import statistics, tell

PAGES = 100


def in_service(fleet):
    """Private addresses of the members of a fleet that are in service. A node in another state gets no client."""
    ids = [
        member.findtext('InstanceId')
        for page in groups(fleet)
        for member in page.iterfind('.//Instances/member')
        if member.findtext('LifecycleState') == 'InService'
    ]
    if not ids:
        return set()
    named = {'InstanceId.%d' % (n + 1): each for n, each in enumerate(ids)}
    instances = query('ec2', 'DescribeInstances', '2016-11-15', named).iterfind('.//instancesSet/item')
    return {address for each in instances if (address := each.findtext('privateIpAddress'))}


def groups(fleet):
    parameters = {'Filters.member.1.Name': 'tag:${fleetTag}', 'Filters.member.1.Values.member.1': fleet}
    for _ in range(PAGES):
        page = query('autoscaling', 'DescribeAutoScalingGroups', '2011-01-01', parameters)
        yield page
        token = page.findtext('.//NextToken')
        if not token:
            return
        parameters['NextToken'] = token
    raise OverflowError('more than %d pages of groups' % PAGES)


def changes(wanted, rows):
    """What is to be said, and the line of commands, for each slot that is not as it should be.

    A member's agent is switched off when it leaves: its next answer would take the member back. HAProxy leaves the
    state of such an agent empty, which is how a later call knows that the member is leaving.
    """
    free, known = [], set()
    slots = [name for name in rows if name.startswith('${backend}/s')]
    for server in slots:
        twins = [name for name in (server.replace('${backend}', '${loginBackend}'), server) if name in rows]
        slot, address = rows[server], rows[server]['addr'].rpartition(':')[0]
        leaving, idle = slot['agent_status'] == '', all(rows[name]['scur'] == '0' for name in twins)
        if slot['status'].startswith('MAINT'):
            free.append(twins)
            if not leaving:
                yield None, 'disable agent %s' % server
            continue
        known.add(address)
        if address in wanted:
            if leaving:
                yield '%s is back' % address, 'set server {0} state ready; enable agent {0}'.format(server)
        elif leaving and idle:
            yield '%s has left' % address, 'set server %s state maint' % server
        elif not leaving or slot['status'].startswith('UP'):
            yield '%s leaves' % address, 'disable agent {0}; set server {0} state drain'.format(server)
    for twins, address in zip(free, sorted(wanted - known)):
        # A slot for logins follows the state of its twin but not its address: it has that before its twin is ready.
        moved = ['set server %s addr %s port ${ports.mattermost.port}; ' % (name, address) for name in twins]
        yield '%s joins' % address, ''.join(moved) + 'set server {0} state ready; enable agent {0}'.format(twins[-1])
    if len(wanted - known) > len(free):
        raise OverflowError('%d members do not fit into %d slots: pin proxy.slots to more' % (len(wanted), len(slots)))


def fill(wanted):
    """Makes HAProxy know the wanted addresses."""
    for said, line in changes(wanted, statistics()):
        tell(line)
        if said:
            log(said)
`;

export const membersFile: BootFile = { path: `${modules}/members.py`, mode: '0644', text: members };
