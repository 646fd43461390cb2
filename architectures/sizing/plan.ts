import {
  PlanError,
  type AccessRow,
  type AlarmSpec,
  type Binding,
  type Components,
  type ProxySpec,
  type Reason,
  type SearchSpec,
  type Setting,
  type TrafficRule,
} from '../../constructs/spec';
import { bill, type Bill } from './bill';
import { Book } from './book';
import { judge } from './checks';
import type { RowId, SizeName } from './data/rows';
import { evidence, type Evidence } from './evidence';
import { factsOf, type Facts } from './facts';
import { notes, type Note } from './notes';
import { parse, type NormalisedRequest, type Request } from './request';
import { access } from './rules/access';
import { alarms } from './rules/alarms';
import { appFleet, idleConnections } from './rules/app-fleet';
import { bindings } from './rules/bindings';
import { boot, type BootFiles } from './rules/boot';
import { cache, cacheWanted } from './rules/cache';
import { connectionBudget, maxConnections, type ConnectionBudget } from './rules/connections';
import { database, parameters } from './rules/database';
import { fileStore } from './rules/file-store';
import { licence, type Licence } from './rules/licence';
import { loadBalancer } from './rules/load-balancer';
import { loginQueue, loginsAtATime } from './rules/logins';
import { network, publicSubnets, wayOut } from './rules/network';
import { observability } from './rules/observability';
import { noProxy, proxy, proxyNodes } from './rules/proxy';
import { search, searchSpread, searchWanted } from './rules/search';
import { secrets } from './rules/secrets';
import { settings } from './rules/settings';
import { spare } from './rules/spare';
import { traffic } from './rules/traffic';
import { storage, type StorageForecast } from './storage';
import { loginRate, survival, type Logins, type Survival } from './survival';

/** What to build and why: plain JSON, a stable contract between sizing and the engines. */
export interface Plan {
  readonly request: NormalisedRequest;
  /** The smallest named size that holds the claim. */
  readonly size: SizeName;
  /** Concurrent users that the plan must hold. */
  readonly claim: number;
  /** The published row that was bought. */
  readonly boughtFrom: RowId;
  readonly evidence: Evidence;
  readonly survival: readonly Survival[];
  readonly logins: Logins;
  readonly licence: Licence;
  readonly bill: Bill;
  readonly connections: ConnectionBudget;
  readonly storage: StorageForecast;
  readonly components: Components;
  readonly bindings: readonly Binding[];
  readonly settings: readonly Setting[];
  readonly traffic: readonly TrafficRule[];
  readonly access: readonly AccessRow[];
  readonly alarms: readonly AlarmSpec[];
  /** By path of a leaf, of a component that is left out, or of a defaulted field of the request. */
  readonly reasons: Readonly<Record<string, Reason>>;
  readonly notes: readonly Note[];
  readonly bootFiles: BootFiles;
}

/**
 * Plans an architecture for a number of concurrent users. Pure: reads no clock, no file and no network.
 * Read it from top to bottom: each line may use what the lines above it wrote, and the compiler holds it to that.
 * @throws PlanError with every issue at once: what is wrong, what was given, what is allowed, what to do
 */
export function planArchitecture(input: Request): Plan {
  const { request, defaults } = parse(input);
  const facts = factsOf(request);
  const book = new Book(request.pins);

  const theNetwork = book.writePart('network', network(facts));
  const itsWayOut = book.writePart('network', wayOut(facts, theNetwork.zones));
  const theSecrets = book.write('secrets', secrets());
  const searching = searchWanted(facts);
  const theSearch = searching === true ? writeSearch(facts, book) : book.omit('search', searching);
  const extra = spare(facts, theSearch?.nodes ?? 0);
  const theFleet = book.writePart('appFleet', appFleet(facts, extra));
  const idle = book.writePart('appFleet', idleConnections(theFleet.maxOpenConns));
  const theDatabase = book.writePart('database', database(facts, extra));
  const itsParameters = book.writePart('database', parameters(theDatabase));
  const itsConnections = book.writePart('database', maxConnections(theFleet, theDatabase));
  const theFiles = book.write('fileStore', fileStore(theDatabase.backup.days));
  const caching = cacheWanted(facts);
  const theCache = caching === true ? book.write('cache', cache(facts)) : book.omit('cache', caching);
  const theProxy = request.proxy === 'nginx' ? writeProxy(facts, book, theFleet.instance) : book.omit('proxy', noProxy);
  const theBalancer = book.write('loadBalancer', loadBalancer(facts));
  const itsPublicSubnets = book.writePart('network', publicSubnets(itsWayOut.natGateways, theBalancer.scheme));
  const theMonitoring = book.write('observability', observability());

  const components: Components = {
    network: { ...theNetwork, ...itsWayOut, ...itsPublicSubnets },
    secrets: theSecrets,
    database: { ...theDatabase, ...itsParameters, ...itsConnections },
    fileStore: theFiles,
    ...(theSearch && { search: theSearch }),
    ...(theCache && { cache: theCache }),
    appFleet: { ...theFleet, ...idle },
    ...(theProxy && { proxy: theProxy }),
    loadBalancer: theBalancer,
    observability: theMonitoring,
  };
  const issues = [...book.close(), ...judge(components, request)];
  if (issues.length) throw new PlanError(issues);

  const theEvidence = evidence(facts, components);
  const theSurvival = survival(facts, components);
  const theLicence = licence(components);
  const theBindings = bindings(request, components, theLicence.edition);
  const theSettings = settings(request, components, theLicence.edition);
  return {
    request,
    size: facts.size,
    claim: facts.claim,
    boughtFrom: facts.row.concurrentUsers as RowId,
    evidence: theEvidence,
    survival: theSurvival,
    logins: loginRate(facts, components),
    licence: theLicence,
    bill: bill(facts, components),
    connections: connectionBudget(components),
    storage: storage(facts),
    components,
    bindings: theBindings,
    settings: theSettings,
    traffic: traffic(request, components),
    access: access(request, components, theBindings),
    alarms: alarms(components, theLicence.edition),
    reasons: { ...book.reasons, ...reasonsOf(defaults) },
    notes: notes(facts, components, theEvidence, theSurvival),
    bootFiles: boot(request, components, { claim: facts.claim, edition: theLicence.edition }, theSettings, theBindings),
  };
}

function writeSearch(facts: Facts, book: Book): SearchSpec {
  const nodes = book.writePart('search', search(facts));
  const spread = book.writePart('search', searchSpread(nodes.nodes, nodes.disk.sizeGiB));
  return { ...nodes, ...spread, disk: { ...nodes.disk, ...spread.disk } };
}

function writeProxy(facts: Facts, book: Book, appInstance: string): ProxySpec {
  const itsClass = book.writePart('proxy', proxy(facts));
  const itsNodes = book.writePart('proxy', proxyNodes(facts, itsClass.instance));
  const { logins: queue } = book.writePart('proxy', { logins: loginQueue });
  const { logins: atATime } = book.writePart('proxy', {
    logins: loginsAtATime(facts.request.version, appInstance, itsNodes.nodes, queue.queueSeconds),
  });
  return { ...itsClass, ...itsNodes, logins: { ...queue, ...atATime } };
}

const reasonsOf = (defaults: Readonly<Record<string, string>>): Record<string, Reason> =>
  Object.fromEntries(
    Object.entries(defaults).map(([field, because]) => [`request.${field}`, { provenance: 'default', because }]),
  );
