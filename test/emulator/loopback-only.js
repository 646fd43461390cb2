// Preloaded into the cdk command and the app: a connection to anything but this machine fails.
'use strict';
const net = require('node:net');

const local = new Set(['127.0.0.1', '::1', 'localhost']);
const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function (...args) {
  const first = Array.isArray(args[0]) ? args[0][0] : args[0];
  const options = typeof first === 'object' ? first : typeof first === 'number' ? { host: args[1] } : { path: first };
  const host = typeof options.host === 'string' ? options.host : 'localhost';
  if (options.path || local.has(host)) return connect.apply(this, args);
  process.nextTick(() => this.destroy(new Error(`the rehearsal may reach this machine only, not ${host}`)));
  return this;
};
