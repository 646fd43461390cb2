/**
 * Engines note where each construct and token was made, thousands of times a synthesis. Mapping those to the sources takes a
 * third of the time of a test: it is done for errors alone. Jest maps in its own realm, whose Error the tests do not share.
 */
const { AssertionError } = require('node:assert');

const outside = Object.getPrototypeOf(AssertionError);
const isError = (value) => value instanceof Error || value instanceof outside;
Error.prepareStackTrace = (error, frames) =>
  isError(error) && outside.prepareStackTrace
    ? outside.prepareStackTrace(error, frames)
    : [String(error), ...frames].join('\n    at ');
