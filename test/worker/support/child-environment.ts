import process from 'node:process';

/** What child processes of tests see: enough to find programs and caches. */
export function childEnvironment(): Record<string, string> {
  const names = ['PATH', 'HOME', 'XDG_CACHE_HOME', 'TMPDIR', 'LD_LIBRARY_PATH'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}
