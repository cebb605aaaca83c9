import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { filesBelow } from '../files.mjs';

const MARKER = 'complete.json';

/** @typedef {{ files: Record<string, number>, about: Record<string, string> }} Marker */

/** Every file below a folder with its size, by path relative to it. @param {string} folder @returns {Record<string, number>} */
function sizes(folder) {
  return Object.fromEntries(filesBelow(folder).map((file) => [path.relative(folder, file), statSync(file).size]));
}

/**
 * What is wrong with a cache folder, or undefined where it is whole: its marker is there and every file that the marker names has its size.
 * @param {string} folder
 */
export function damage(folder) {
  /** @type {Marker} */
  let marker;
  try {
    marker = JSON.parse(readFileSync(path.join(folder, MARKER), 'utf8'));
  } catch {
    return 'it was never completed';
  }
  for (const [file, bytes] of Object.entries(marker.files)) {
    const found = statSync(path.join(folder, file), { throwIfNoEntry: false })?.size;
    if (found !== bytes) return found === undefined ? `${file} is missing` : `${file} has ${found} bytes, not ${bytes}`;
  }
  return undefined;
}

/**
 * Makes a cache folder: `fill` works in a sibling, which gets its marker and is then renamed, so a folder with this name is always a whole one.
 * To be called with the cache's lock held.
 * @param {string} folder @param {Record<string, string>} facts @param {(draft: string) => Promise<void>} fill
 */
export async function make(folder, facts, fill) {
  const draft = `${folder}.draft-${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  try {
    await fill(draft);
    /** @type {Marker} */
    const marker = { files: sizes(draft), about: facts };
    writeFileSync(path.join(draft, MARKER), `${JSON.stringify(marker, null, 1)}\n`);
    // A process that has the damaged library loaded keeps its open files.
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
}

/** Removes what killed set-ups left half-made. To be called with the cache's lock held. @param {string} root */
export function sweep(root) {
  for (const name of readdirSync(root)) {
    if (/\.draft-\d+$/.test(name)) rmSync(path.join(root, name), { recursive: true, force: true });
  }
}
