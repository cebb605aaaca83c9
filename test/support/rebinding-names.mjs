// @ts-check
/** Loaded into a server before all else: a name server of somebody who means harm. `rebinding.example` is public when it is asked for first, and this machine from then on. */
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';

const lookup = /** @type {Function} */ (dns.lookup);
const promised = /** @type {Function} */ (dns.promises.lookup);
/** @type {Map<string, number>} */
const asked = new Map();
/** @type {Map<string, string[][]>} */
const names = new Map([['rebinding.example', [['203.0.114.10'], ['127.0.0.2']]], ['private.example', [['10.1.2.3']]], ['mixed.example', [['203.0.114.10', '127.0.0.2']]]]);

/** @param {string} hostname */
function answer(hostname) {
  const answers = names.get(hostname);
  if (!answers) return undefined;
  const times = asked.get(hostname) ?? 0;
  asked.set(hostname, times + 1);
  return (answers[Math.min(times, answers.length - 1)] ?? []).map((address) => ({ address, family: 4 }));
}

Object.assign(dns, {
  /** @param {string} hostname @param {{ all?: boolean }} options @param {(...told: unknown[]) => void} callback */
  lookup(hostname, options, callback) {
    const addresses = answer(hostname);
    if (!addresses) return lookup(hostname, options, callback);
    queueMicrotask(() => (options.all ? callback(null, addresses) : callback(null, addresses[0]?.address, 4)));
  },
});
Object.assign(dns.promises, {
  /** @param {string} hostname @param {object} options */
  lookup: async (hostname, options) => answer(hostname) ?? promised(hostname, options),
});
syncBuiltinESMExports();
