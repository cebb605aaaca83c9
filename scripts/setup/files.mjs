import { readdirSync } from 'node:fs';
import path from 'node:path';

/**
 * Every file below a folder, as paths; none where the folder is not there.
 * @param {string} folder @returns {string[]}
 */
export function filesBelow(folder) {
  /** @type {import('node:fs').Dirent[]} */
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    // It may vanish while another process works in it.
    return [];
  }
  return entries.flatMap((entry) => {
    const file = path.join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(file) : entry.isFile() ? [file] : [];
  });
}
