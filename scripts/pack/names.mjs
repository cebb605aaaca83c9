/** Worker threads and child processes, named by address; imports are the compiler's. */
const ADDRESS = /(new URL\((['"])[^'"]+)\.ts(\2, import\.meta\.url\))/g;
/** Imports of declarations, which the compiler leaves as they are. */
const DECLARED = /((?:from |import\()(['"])\.{1,2}\/[^'"]+)\.ts(\2)/g;

/** A built file with the names that its neighbours have in the package. @param {string} text */
export const asBuilt = (text) => text.replace(ADDRESS, '$1.js$3').replace(DECLARED, '$1.js$3');

/** Names of TypeScript files of ours that a built program still holds; the reader's own flywheel.config.ts is none. @param {string} text */
export function staleNames(text) {
  const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  return [...code.matchAll(/(['"])(\.{0,2}\/?[\w./-]+\.ts)\1/g)].flatMap(([, , name]) => (name === undefined || name.endsWith('flywheel.config.ts') ? [] : [name]));
}
