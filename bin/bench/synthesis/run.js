/**
 * Synthesises the named sizes one after the other by an engine, in a process of its own, and prints what that took as
 * JSON. Without a name it loads the same modules, plans one size and synthesises an empty stack. Plain JavaScript over the
 * built library: what a customer loads, without a compiler in the same process.
 */
const [engine, ...sizes] = process.argv.slice(2);
const { empty, architecture } = require(`./${engine}`);
const { planArchitecture } = require('../../../lib/architectures/sizing');

const plans = (sizes.length ? sizes : ['15k']).map((concurrentUsers) =>
  planArchitecture({ concurrentUsers, listener: 'http' }),
);
const resources = sizes.length ? plans.map(architecture) : [empty()];
const { user, system } = process.cpuUsage();
console.log(
  JSON.stringify({
    cpuMs: (user + system) / 1_000,
    peakMiB: process.resourceUsage().maxRSS / 1_024,
    resources: resources.reduce((sum, count) => sum + count, 0),
  }),
);
