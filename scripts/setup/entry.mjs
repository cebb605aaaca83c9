// What every program in scripts/ begins with; imports nothing, so that an old Node gets a sentence and not a syntax error.
const LEAST_MAJOR = 20;

/**
 * Set-up, then a Node program; see launch.mjs.
 * @param {string[] | (() => string[])} args for Node; a function is asked when the packages are there @param {{ dashboard?: boolean, native?: boolean, where?: string }} [needs] `where`: the folder it runs in
 */
export async function setUpAndRun(args, needs) {
  if (Number(process.versions.node.split('.')[0]) < LEAST_MAJOR) {
    console.error(`Flywheel sets itself up with Node ${LEAST_MAJOR} or newer, this is ${process.versions.node}: install Node 24, then run this again.`);
    process.exitCode = 1;
    return;
  }
  const launch = await import('./launch.mjs');
  await launch.setUpAndRun(args, needs);
}
