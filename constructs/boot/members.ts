import { ports } from '../spec';
import { modules } from './aws-client';
import { backend } from './haproxy';
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


def changes(wanted, slots):
    """What is to be said, and the line of commands, for each slot that is not as it should be.

    A member's agent is switched off when it leaves: its next answer would take the member back. HAProxy leaves the
    state of such an agent empty, which is how a later call knows that the member is leaving.
    """
    free, known = [], set()
    for name, slot in slots.items():
        server, address = '${backend}/' + name, slot['addr'].rpartition(':')[0]
        leaving, idle = slot['agent_status'] == '', slot['scur'] == '0'
        if slot['status'].startswith('MAINT'):
            free.append(server)
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
    for server, address in zip(free, sorted(wanted - known)):
        yield '%s joins' % address, (
            'set server {0} addr {1} port ${ports.mattermost.port}; set server {0} state ready; enable agent {0}'
        ).format(server, address)
    if len(wanted - known) > len(free):
        raise OverflowError('%d members do not fit into %d slots: pin proxy.slots to more' % (len(wanted), len(slots)))


def fill(wanted):
    """Makes HAProxy know the wanted addresses."""
    slots, _ = statistics()
    for said, line in changes(wanted, slots):
        tell(line)
        if said:
            log(said)
`;

export const membersFile: BootFile = { path: `${modules}/members.py`, mode: '0644', text: members };
